/**
 * Requests from Slack on the program's public HTTP server, as a receiver for Bolt: the body to the byte as it came, a good
 * signature, a recent time, and each request once. Everything else gets a status and no words.
 */
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../lib/clock.js';
import type { SharedKeyValueStore } from '../../../queue/storage/shared-key-value.js';
import { isFromSlack, TOLERANCE_S } from './request-signature.js';

/** Where Slack sends commands, interactions and events. */
const EVENTS_PATH = '/slack/events';

/** What Bolt's own receiver takes, bytes. */
const MAX_BODY = 4 * 1024 * 1024;

/** Slack waits no longer for an answer, ms (docs.slack.dev/interactivity/handling-user-interaction). */
const ACK_MS = 3000;

interface HttpOptions {
  publicServer: FastifyInstance;
  signingSecret: string;
  /** Remembers what has come, for all bots behind one address. */
  sharedStore: Pick<SharedKeyValueStore, 'claim'>;
  clock: Clock;
  onError(error: unknown): void;
}

export class HttpReceiver implements Receiver {
  readonly #options: HttpOptions;
  #app: App | undefined;
  #isOpen = false;

  /** The route is there from the first moment, and answers once it is started. */
  constructor(options: HttpOptions) {
    this.#options = options;
    void options.publicServer.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY }, (_request, body, done) =>
        done(null, body),
      );
      scope.post(EVENTS_PATH, (request, reply) => this.#receive(request, reply));
    });
  }

  init(app: App): void {
    this.#app = app;
  }

  async start(): Promise<void> {
    this.#isOpen = true;
  }

  async stop(): Promise<void> {
    this.#isOpen = false;
  }

  async #receive(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const form = formOf(request, body);
    // Slack's check of the certificate is not signed; no other part of such a request is read.
    if (form?.get('ssl_check') === '1') return reply.code(200).send();
    const signature = header(request, 'x-slack-signature');
    const timestamp = header(request, 'x-slack-request-timestamp');
    const { signingSecret, clock } = this.#options;
    if (!isFromSlack(signingSecret, { signature, timestamp, body }, clock.now()))
      return reply.code(401).send();
    const isFirst = await this.#isFirst(signature!);
    // Without the memory of all bots nothing can be promised: Slack sends it again (docs.slack.dev/apis/events-api, "Retries").
    if (isFirst === undefined) return reply.code(503).send();
    if (!isFirst) return reply.code(403).header('x-slack-no-retry', '1').send();
    const content = contentOf(form, body);
    if (content === undefined) return reply.code(400).send();
    if (content.type === 'url_verification') return { challenge: content.challenge };
    if (!this.#isOpen) return reply.code(503).send();
    return this.#process(content, request, reply);
  }

  /** A signature is as good as a name: two requests that share one are the same request. Undefined where the store fails. */
  async #isFirst(signature: string): Promise<boolean | undefined> {
    try {
      return await this.#options.sharedStore.claim(`request:${signature}`, 2 * TOLERANCE_S);
    } catch (error) {
      this.#options.onError(error);
      return undefined;
    }
  }

  /** The answer is what a listener acknowledges with, or 404 when none does in time. */
  #process(body: ReceiverEvent['body'], request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const retry = Number(header(request, 'x-slack-retry-num'));
    const reason = header(request, 'x-slack-retry-reason');
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(reply.code(404).send()), ACK_MS);
      const answer = (value: unknown) => {
        clearTimeout(late);
        resolve(value);
      };
      const event: ReceiverEvent = {
        body,
        ack: async (response?: unknown) => answer(reply.code(200).send(response || undefined)),
        ...(Number.isInteger(retry) && retry > 0 && { retryNum: retry }),
        ...(reason !== undefined && { retryReason: reason }),
      };
      this.#app?.processEvent(event).then(
        () => answer(reply.sent ? reply : reply.code(404).send()),
        (error) => {
          this.#options.onError(error);
          answer(reply.sent ? reply : reply.code(500).send());
        },
      );
    });
  }
}

function header({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function formOf(request: FastifyRequest, body: Buffer): URLSearchParams | undefined {
  const type = (header(request, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded'
    ? new URLSearchParams(body.toString('utf8'))
    : undefined;
}

/** Commands are a form, interactions a form with JSON in `payload`, events JSON. */
function contentOf(form: URLSearchParams | undefined, body: Buffer): ReceiverEvent['body'] | undefined {
  if (form !== undefined && !form.has('payload')) return Object.fromEntries(form);
  try {
    const content: unknown = JSON.parse(form?.get('payload') ?? body.toString('utf8'));
    return typeof content === 'object' && content !== null ? content : undefined;
  } catch {
    return undefined;
  }
}
