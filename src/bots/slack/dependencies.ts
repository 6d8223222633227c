/** What the pieces of the Slack platform share: its settings, its stores, its clients. */

import type { Clock } from '../../lib/clock.js';
import type { ChatPlatformPorts } from '../chat-platform.js';
import type { Encoded } from '../media/picture-tools.js';
import type { ApiClients } from './connection/api-client.js';
import type { ApiClient } from './connection/api-methods.js';
import type { Installation, Installations, Source } from './connection/installations.js';
import type { EditBudget } from './delivery/edit-budget.js';
import type { PublicPictures } from './files/public-pictures.js';
import type { UploadedFiles } from './files/uploaded-files.js';
import type { SlackSettings } from './settings/platform-settings.js';

export interface SlackPorts extends Omit<ChatPlatformPorts, 'publicServer' | 'store'> {
  settings: SlackSettings;
  clock: Clock;
  clients: ApiClients;
  installations: Installations;
  editBudget: EditBudget;
  uploadedFiles: UploadedFiles;
  publicPictures: PublicPictures;
  /** The picture in a format that Slack shows (PNG or JPEG: WebP is refused in a slack_file), under a name that says so. */
  forSlack(bytes: Uint8Array, stem?: string): Promise<Encoded & { name: string }>;
}

/** Speaks for an installation; a token of a whole enterprise has to name the workspace. */
export function clientOf({ clients }: Pick<SlackPorts, 'clients'>, installation: Installation): ApiClient {
  return clients.of(installation.token, installation.org && installation.team);
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
