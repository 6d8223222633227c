/** Where a message is, and who may change it there. */

import type { ApiClient } from '../connection/api-methods.js';
import type { Installation } from '../connection/installations.js';
import type { SlackMessageReference } from './message-reference.js';

export interface MessageLocation {
  reference: SlackMessageReference;
  installation: Installation;
  client: ApiClient;
}
