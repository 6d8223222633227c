/** Pictures that people have given to Slack, as bytes: found with files.info, fetched with the bot's token. */
import { AtelierError } from '../../../domain/errors.js';
import { said } from '../../../words/said.js';
import { type Attachment, cleanName, type Slot, tooLarge } from '../../media/attachments.js';
import { download, hostList } from '../../media/download.js';
import { INTAKE } from '../../media/intake-limits.js';
import { takeIn } from '../../media/intake-pool.js';
import { isTransient, PlatformError } from '../../platform-error.js';
import type { Caller, Requests } from '../commands/request-context.js';
import { missingScope } from '../connection/sdk-errors.js';
import type { SlackPorts } from '../dependencies.js';
import { type FileInfo, fileInfo, isReady, isSharedIn, OLD_FILE_MS, untilFile } from './file-upload.js';

/** A file as messages, shortcuts and dialogs name it. */
export type GivenFile = Pick<FileInfo, 'id'> & Partial<FileInfo>;

export class PictureFetcher {
  readonly #ports: SlackPorts;
  readonly #requests: Requests;

  constructor(ports: SlackPorts, requests: Requests) {
    this.#ports = ports;
    this.#requests = requests;
  }

  /** All of them; throws an AtelierError that names the one that cannot be had, and why. */
  fetch(caller: Caller, files: readonly { file: GivenFile; slot?: Slot }[]): Promise<Attachment[]> {
    return Promise.all(
      files.map(async ({ file, slot }) => {
        const fetched = await takeIn(() => this.#fetch(caller, file));
        return { ...fetched, ...(slot && { slot }) };
      }),
    );
  }

  /** A file that somebody has pasted the address of: one that they could see here anyway. */
  async find(caller: Caller, id: string): Promise<GivenFile> {
    const info = (await this.#info(caller, { id })) as FileInfo & { user?: string; is_public?: boolean };
    const isHere = caller.channel !== undefined && isSharedIn(info, caller.channel);
    if (info.user === caller.user || info.is_public || isHere) return info;
    throw new AtelierError('forbidden', said('slack.fileNotHere'));
  }

  async #fetch(caller: Caller, given: GivenFile): Promise<Attachment> {
    const file = isWhole(given) ? given : await this.#info(caller, given);
    const name = file.name ?? 'picture';
    assertKept(file, name);
    if ((file.size ?? 0) > INTAKE.bytes) throw tooLarge(name);
    const url = file.url_private_download ?? file.url_private ?? '';
    const { slackApiUrl, slackFileHosts } = this.#ports.settings;
    // The API is shown the token with every call.
    const hosts = [new URL(slackApiUrl).origin, ...hostList(slackFileHosts)];
    const headers = { authorization: `Bearer ${caller.installation.token}` };
    const { bytes, type } = await download(url, { name, hosts, headers }).catch(async (error) => {
      // Without the scope Slack leads to a login page: asking for the file tells what is missing.
      await this.#info(caller, given);
      throw error;
    });
    if (type === 'text/html' && file.mimetype !== 'text/html') throw lacks('files:read', name);
    return { name, bytes };
  }

  /** The whole file, as soon as Slack has processed it. */
  async #info(caller: Caller, { id, name = 'the picture' }: GivenFile): Promise<FileInfo> {
    const client = this.#requests.client(caller);
    try {
      const ready = await untilFile(
        client,
        this.#ports.clock,
        id,
        (info) => isReady(info) || !isHosted(info),
        { pauses: OLD_FILE_MS },
      );
      if (ready !== undefined) return ready;
      await fileInfo(client, this.#ports.clock, id);
    } catch (error) {
      const scope = missingScope(error);
      if (scope !== undefined) throw lacks(scope, name);
      if (!(error instanceof PlatformError) || isTransient(error)) throw error;
      throw new AtelierError('invalid_input', said('slack.fileUnseen', { name: cleanName(name) }), {
        cause: error,
      });
    }
    throw new AtelierError('invalid_input', said('slack.fileBusy', { name: cleanName(name) }));
  }
}

/** Events of shared channels name files only (file_access: check_file_info). */
function isWhole(file: GivenFile): boolean {
  return (
    isReady(file as FileInfo) && file.url_private !== undefined && file.file_access !== 'check_file_info'
  );
}

function isHosted({ mode }: FileInfo): boolean {
  return mode === undefined || mode === 'hosted' || mode === 'file_access';
}

function assertKept({ mode }: GivenFile, name: string): void {
  if (mode === 'tombstone' || mode === 'hidden_by_limit')
    throw new AtelierError('invalid_input', said('slack.fileGone', { name: cleanName(name) }));
  if (mode === 'external')
    throw new AtelierError('invalid_input', said('slack.fileOutside', { name: cleanName(name) }));
}

function lacks(scope: string, name: string): AtelierError {
  return new AtelierError('forbidden', said('slack.fileScope', { name: cleanName(name), scope }));
}
