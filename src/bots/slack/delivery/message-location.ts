/** Where a message is, and who may change it there. */

import type { Web } from '../connection/api-client.js';
import type { Installation } from '../connection/installations.js';
import type { Place } from './message-reference.js';

export interface Spot {
  place: Place;
  installation: Installation;
  web: Web;
}
