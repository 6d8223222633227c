/** What the pieces of the Slack transport share: its settings, its stores, its clients. */
import type { Encoded } from '../picture-tools.js';
import type { TransportPorts } from '../transport.js';
import type { Budget } from './budget.js';
import type { Installation, Installations, Source } from './installations.js';
import type { PublicPictures } from './public-pictures.js';
import type { SlackSettings } from './settings.js';
import type { Time } from './time.js';
import type { Traces } from './traces.js';
import type { Web, Webs } from './web.js';

export interface Parts extends Omit<TransportPorts, 'server' | 'kept'> {
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
