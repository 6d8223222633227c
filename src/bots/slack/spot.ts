/** Where a message is, and who may change it there. */
import type { Installation } from './installations.js';
import type { Place } from './place.js';
import type { Web } from './web.js';

export interface Spot {
  place: Place;
  installation: Installation;
  web: Web;
}
