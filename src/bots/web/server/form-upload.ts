/**
 * A command as a form: `text`, and pictures under the names of their slots. Everything is read into memory within the
 * limits of intake; names of files are words for people and never become paths.
 */
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AtelierError } from '../../../domain/errors.js';
import { said } from '../../../words/said.js';
import { type Attachment, cleanName, NAMED_SLOTS, tooLarge } from '../../media/attachments.js';
import { INTAKE } from '../../media/intake-limits.js';

export interface Form {
  text: string;
  attachments: Attachment[];
}

const LIMITS = {
  /** And a mask. */
  files: INTAKE.pictures + 1,
  fileSize: INTAKE.bytes,
  fields: 1,
  /** Bytes: four for each character of the command. */
  fieldSize: INTAKE.text * 4,
  parts: INTAKE.pictures + 2,
};

export interface UploadLimits {
  /** Forms with pictures that are read at the same time: each may take 60 MB of memory until its pictures are stored. */
  atOnce: number;
  /** Bytes that a form must bring in each second, counted over WINDOW_MS; 0: it may take its time. */
  minRate: number;
}

/** How long a form may bring nothing before its rate counts, ms. */
const WINDOW_MS = 5000;

/** Of the forms that are read at the same time, the part that one client may have. */
const SHARE = 1 / 4;

/** Reads forms, a few with pictures at a time. */
export class Uploads {
  readonly #limits: UploadLimits;
  /** Clients of the forms that are read now. */
  readonly #reading: string[] = [];

  constructor(limits: UploadLimits) {
    this.#limits = limits;
  }

  /**
   * Calls back with the form; its memory counts as taken until that has settled. A form takes a place with its first picture: a
   * command without one is never refused. Throws queue_full without a place, upload_too_slow, invalid_input.
   */
  async read<T>(request: FastifyRequest, client: string, use: (form: Form) => Promise<T>): Promise<T> {
    let place: 'none' | 'taken' | 'over' = 'none';
    const takePlace = () => {
      if (place !== 'none') return undefined;
      const refusal = this.#refusal(client);
      if (refusal) return refusal;
      this.#reading.push(client);
      place = 'taken';
      return undefined;
    };
    try {
      return await use(await withinPace(request, this.#limits.minRate, readForm(request, takePlace)));
    } finally {
      if (place !== 'none') this.#reading.splice(this.#reading.indexOf(client), 1);
      // A form that came too slowly is read on until its connection is closed: it takes no place any more.
      place = 'over';
    }
  }

  /** Why the client gets no place. */
  #refusal(client: string): AtelierError | undefined {
    const { atOnce } = this.#limits;
    const own = this.#reading.filter((other) => other === client).length;
    if (own >= Math.max(1, Math.floor(atOnce * SHARE)))
      return new AtelierError('queue_full', said('refusals.stillSending'));
    if (this.#reading.length >= atOnce)
      return new AtelierError('queue_full', said('refusals.manySending', { number: atOnce }));
    return undefined;
  }
}

/** The form, or a rejection with upload_too_slow once the request comes more slowly than it may. */
async function withinPace(request: FastifyRequest, minRate: number, form: Promise<Form>): Promise<Form> {
  const { socket } = request.raw;
  let before = socket.bytesRead;
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const bytes = socket.bytesRead - before;
      before = socket.bytesRead;
      if (bytes < (minRate * WINDOW_MS) / 1000)
        reject(
          new AtelierError(
            'upload_too_slow',
            said('refusals.slowUpload', { rate: Math.ceil(minRate / 1000) }),
          ),
        );
    }, WINDOW_MS);
  });
  try {
    return await Promise.race([form, tooSlow]);
  } finally {
    clearInterval(timer);
  }
}

/** @param onPicture called before a picture is read; an error that it returns refuses the form */
async function readForm(request: FastifyRequest, onPicture: () => AtelierError | undefined): Promise<Form> {
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
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'file') {
        refusal ??= onPicture();
        const attachment = await (refusal ? drain(part) : readFile(part));
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
  } catch (cause) {
    throw new AtelierError('invalid_input', said('refusals.brokenForm', { pictures: INTAKE.pictures }), {
      cause,
    });
  }
  if (refusal) throw refusal;
  if (text === undefined || text.length > INTAKE.text) {
    throw new AtelierError('invalid_input', said('refusals.longCommand', { most: INTAKE.text }));
  }
  return { text, attachments };
}

/** Lets a picture pass by. */
async function drain({ file }: MultipartFile): Promise<undefined> {
  for await (const _ of file);
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
  const slot = NAMED_SLOTS.find((slot) => slot === fieldname);
  if (!slot)
    return new AtelierError(
      'invalid_input',
      `there is no place for a picture named ${fieldname}; there are ${NAMED_SLOTS.join(', ')}`,
    );
  const bytes = Buffer.concat(chunks);
  if (bytes.byteLength === 0 && !filename) return undefined;
  return { slot, name: cleanName(nameOf(filename)), bytes };
}

/** Browsers write a quote in a file's name as %22 (WHATWG HTML, multipart form data). */
function nameOf(filename: string | undefined): string {
  return (filename ?? '').replaceAll('%22', '"');
}
