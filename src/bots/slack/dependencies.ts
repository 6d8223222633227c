/** What the pieces of the Slack transport share: its settings, its stores, its clients. */

import type { TransportPorts } from '../chat-platform.js';
import type { Encoded } from '../media/picture-tools.js';
import type { Web, Webs } from './connection/api-client.js';
import type { Time } from './connection/clock.js';
import type { Installation, Installations, Source } from './connection/installations.js';
import type { Budget } from './delivery/edit-budget.js';
import type { PublicPictures } from './files/public-pictures.js';
import type { Traces } from './files/uploaded-files.js';
import type { SlackSettings } from './settings/platform-settings.js';

export interface Parts extends Omit<TransportPorts, 'server' | 'store'> {
  settings: SlackSettings;
  time: Time;
  webs: Webs;
  installations: Installations;
  budget: Budget;
  traces: Traces;
  publicPictures: PublicPictures;
  /** The picture in a format that Slack shows (PNG or JPEG: WebP is refused in a slack_file), under a name that says so. */
  forSlack(bytes: Uint8Array, stem?: string): Promise<Encoded & { name: string }>;
}

/** Speaks for an installation; a token of a whole enterprise has to name the workspace. */
export function webOf({ webs }: Pick<Parts, 'webs'>, installation: Installation): Web {
  return webs.of(installation.token, installation.org && installation.team);
}

/** Where a message is, as installations are looked up. */
export function sourceOf({
  team,
  enterprise,
  org,
}: {
  team: string;
  enterprise?: string;
  org?: true;
}): Source {
  return { team, enterprise, org };
}
