/** What the command says. */
import { english } from '../../words/english.js';
import { megabytes } from '../../words/measures.js';
import type { DownloadResult } from './file-download.js';
import type { PublishedFile } from './published.js';
import type { Failure } from './range-request.js';
import type { Stored } from './stored-networks.js';

/** How the command is typed; also in messages about what to do next. */
export const COMMAND = 'npx atelier models';

const hostOf = (url: string) => new URL(url).host;

/** What went wrong, as the end of a sentence about the address. */
function failureInWords(failure: Failure, { bytes, md5 }: PublishedFile): string {
  switch (failure.reason) {
    case 'unreachable':
      return `cannot be reached (${failure.detail})`;
    case 'refused':
      return `does not have the file (HTTP ${failure.status})`;
    case 'busy':
      return `cannot answer now (HTTP ${failure.status})`;
    case 'wrong_length':
      return `offers another file (${failure.got ?? 'an unknown number of'} bytes instead of ${bytes})`;
    case 'wrong_hash':
      return `gave another file (MD5 ${failure.got} instead of ${md5})`;
    case 'cut':
      return `ended the connection after ${english(megabytes(failure.at))}`;
    case 'stalled':
      return `sent nothing for ${failure.seconds} s`;
  }
}

/** A failure after which the download continues. */
export function failureLine(
  url: string,
  failure: Failure,
  file: PublishedFile,
  pauseMs: number | undefined,
): string {
  const next = pauseMs === undefined ? '' : `; trying again${pauseMs > 0 ? ` in ${pauseMs / 1000} s` : ''}`;
  return `${hostOf(url)} ${failureInWords(failure, file)}${next}`;
}

export function storedLine(network: string, { bytes, preprocessing, source }: Stored): string {
  const origin = source === undefined ? '' : `, from ${source}`;
  return `${network}: here, ${english(megabytes(bytes))}, ${preprocessing} preprocessing${origin}`;
}

/** `part`: bytes of a download that has begun. */
export function absentLine(network: string, file: PublishedFile | undefined, part: number): string {
  if (!file) return `${network}: missing; copy it from a fresh checkout into the models folder`;
  const rest = part > 0 ? `, ${english(megabytes(part))} of it are here` : '';
  return `${network}: not here; ${COMMAND} pull ${network} (${english(megabytes(file.bytes))}${rest})`;
}

/** How the file gets here without this machine's connection. */
export function withoutConnection(
  network: string,
  file: PublishedFile,
  failures: Extract<DownloadResult, { ok: false }>['failures'],
): string {
  return [
    `${network} could not be downloaded:`,
    ...failures.map(({ url, failure }) => `  ${hostOf(url)} ${failureInWords(failure, file)}`),
    'Try again later; what has come is kept. Or download it on another machine, with a browser:',
    ...file.urls.map((url, index) => `  ${index === 0 ? '  ' : 'or'} ${url}`),
    `     (${file.bytes} bytes, MD5 ${file.md5})`,
    'Bring the file here and type:',
    `  ${COMMAND} import ${file.name} --as ${network}`,
  ].join('\n');
}
