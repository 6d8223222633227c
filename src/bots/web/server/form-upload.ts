/**
 * A command as a form: `text`, and pictures under the names of their slots. Everything is read into memory within the
 * limits of intake; names of files are words for people and never become paths.
 */
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AtelierError } from '../../../domain/errors.js';
import { type Attachment, cleanName, SLOTS, tooLarge } from '../../media/attachments.js';
import { INTAKE } from '../../media/intake-limits.js';

export interface Form {
  text: string;
  attachments: Attachment[];
}

const LIMITS = {
  files: INTAKE.pictures,
  fileSize: INTAKE.bytes,
  fields: 1,
  /** Bytes: four for each character of the command. */
  fieldSize: INTAKE.text * 4,
  parts: INTAKE.pictures + 1,
};

/** Forms that are read at the same time: each may take 60 MB of memory until its pictures are stored. */
const MAX_AT_ONCE = 8;

/** Reads forms, a few at a time. */
export class Uploads {
  #reading = 0;

  /** Calls back with the form; its memory counts as taken until that has settled. */
  async read<T>(request: FastifyRequest, use: (form: Form) => Promise<T>): Promise<T> {
    if (this.#reading >= MAX_AT_ONCE) {
      throw new AtelierError(
        'queue_full',
        `${MAX_AT_ONCE} people are sending pictures right now; try again in a few seconds`,
      );
    }
    this.#reading++;
    try {
      return await use(await readForm(request));
    } finally {
      this.#reading--;
    }
  }
}

async function readForm(request: FastifyRequest): Promise<Form> {
  if (!request.isMultipart()) {
    throw new AtelierError(
      'invalid_input',
      'send the command as multipart/form-data with a field named text',
    );
  }
  let text: string | undefined;
  const attachments: Attachment[] = [];
  // A refusal waits until the form is read to its end: a browser shows no answer to a request that was cut off.
  let refusal: AtelierError | undefined;
  for await (const part of partsOf(request)) {
    if (part.type === 'file') {
      const attachment = await readFile(part);
      if (attachment instanceof AtelierError) refusal ??= attachment;
      else if (attachment) attachments.push(attachment);
    } else if (part.fieldname === 'text' && typeof part.value === 'string' && !part.valueTruncated) {
      text = part.value;
    } else {
      refusal ??= new AtelierError(
        'invalid_input',
        `the form may have one field, text, of ${INTAKE.text} characters`,
      );
    }
  }
  if (refusal) throw refusal;
  if (text === undefined || text.length > INTAKE.text) {
    throw new AtelierError('invalid_input', `a command has 1 to ${INTAKE.text} characters; make it shorter`);
  }
  return { text, attachments };
}

async function* partsOf(request: FastifyRequest) {
  try {
    yield* request.parts({ limits: LIMITS });
  } catch (error) {
    if (error instanceof AtelierError) throw error;
    throw new AtelierError(
      'invalid_input',
      `the form cannot be read, or has more than ${INTAKE.pictures} pictures`,
      { cause: error },
    );
  }
}

/** Undefined for the empty part that a browser sends for an empty file input. */
async function readFile({
  fieldname,
  filename,
  file,
}: MultipartFile): Promise<Attachment | AtelierError | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(chunk);
  if (file.truncated) return tooLarge(nameOf(filename));
  const slot = SLOTS.find((slot) => slot === fieldname);
  if (!slot)
    return new AtelierError(
      'invalid_input',
      `there is no place for a picture named ${fieldname}; there are ${SLOTS.join(', ')}`,
    );
  const bytes = Buffer.concat(chunks);
  if (bytes.byteLength === 0 && !filename) return undefined;
  return { slot, name: cleanName(nameOf(filename)), bytes };
}

/** Browsers write a quote in a file's name as %22 (WHATWG HTML, multipart form data). */
function nameOf(filename: string | undefined): string {
  return (filename ?? '').replaceAll('%22', '"');
}
