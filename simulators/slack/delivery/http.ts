/**
 * HTTP mode: commands as a form, interactions as a form with `payload`, events as JSON, all signed
 * (docs.slack.dev/apis/events-api/using-http-request-urls, docs.slack.dev/interactivity). Signatures carry the machine's
 * time, since it is the bot's clock that judges them.
 */
import type { Attempt, Delivery, ForgeOptions, HttpAnswer, HttpControl, Json, JsonObject } from '../api.js';
import type { Core } from '../core.js';
import { isObject, parsed, str } from '../json.js';
import { ACK_MS, type Answer, type Envelope } from './dispatch.js';
import { signatureHeaders } from './sign.js';

interface Request {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export class HttpMode implements HttpControl {
  readonly #core: Core;
  requestUrl: string | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  useSocket(): void {
    this.requestUrl = undefined;
  }

  async verifyUrl(): Promise<boolean> {
    const { app, ids } = this.#core;
    const challenge = ids.secret(40);
    const answer = await this.send({ token: app.verificationToken, challenge, type: 'url_verification' });
    const body = parsed(answer.body);
    return (
      answer.status === 200 && (isObject(body) ? body.challenge === challenge : answer.body === challenge)
    );
  }

  sslCheck(): Promise<HttpAnswer> {
    return this.send(`ssl_check=1&token=${this.#core.app.verificationToken}`, { as: 'form' });
  }

  replay(delivery: Delivery): Promise<HttpAnswer> {
    const request = delivery.attempts.at(-1)?.request;
    if (!request) throw new Error('this delivery did not go by HTTP');
    return post(request);
  }

  send(body: JsonObject | string, options: ForgeOptions = {}): Promise<HttpAnswer> {
    const event = isObject(body) && (body.type === 'event_callback' || body.type === 'url_verification');
    const as = options.as ?? (typeof body === 'string' ? 'form' : event ? 'json' : 'payload');
    const text = typeof body === 'string' ? body : encode(body, as);
    return post(this.#request(text, as, options, options.headers));
  }

  async deliver({ delivery, retry, reason }: Envelope, attempt: Attempt): Promise<Answer> {
    const as =
      delivery.kind === 'events_api' ? 'json' : delivery.kind === 'slash_commands' ? 'form' : 'payload';
    const stop = new AbortController();
    const off = this.#core.clock.after(ACK_MS, () => stop.abort());
    try {
      const request = this.#request(encode(delivery.payload, as), as, {}, retryHeaders(retry, reason));
      attempt.request = request;
      return judge(await post(request, stop.signal));
    } catch {
      // Late, not to be reached, or no request URL any more.
      const late = stop.signal.aborted;
      return {
        ok: false,
        body: undefined,
        failure: late ? 'operation_timeout' : 'dispatch_failed',
        retry: late ? 'http_timeout' : 'connection_failed',
        status: 0,
      };
    } finally {
      off();
    }
  }

  #request(body: string, as: string, forge: ForgeOptions, extra: Record<string, string> = {}): Request {
    if (this.requestUrl === undefined) throw new Error('there is no request URL: set slack.http.requestUrl');
    return {
      url: this.requestUrl,
      body,
      headers: {
        'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        Accept: '*/*',
        'Content-Type': as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
        ...signatureHeaders(this.#core.app.signingSecret, body, forge),
        ...extra,
      },
    };
  }
}

function encode(payload: JsonObject, as: string): string {
  if (as === 'json') return JSON.stringify(payload);
  if (as === 'payload') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(payload)) {
    if (value !== undefined && value !== null) form.set(name, String(value));
  }
  return form.toString();
}

function retryHeaders(retry: number, reason: string | undefined): Record<string, string> {
  if (retry === 0) return {};
  return { 'X-Slack-Retry-Num': String(retry), 'X-Slack-Retry-Reason': reason ?? 'unknown_error' };
}

async function post({ url, headers, body }: Request, signal?: AbortSignal): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    ...(signal ? { signal } : {}),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

/** 2xx is an ack; `X-Slack-No-Retry: 1` on anything else says not to come again. */
function judge({ status, headers, body }: HttpAnswer): Answer {
  const ok = status >= 200 && status < 300;
  const failure = status >= 500 ? 'http_service_error' : 'http_client_error';
  return {
    ok,
    body: ackBody(headers['content-type'] ?? '', body),
    failure: ok ? undefined : failure,
    retry: ok || headers['x-slack-no-retry'] === '1' ? undefined : 'http_error',
    status,
  };
}

function ackBody(type: string, body: string): Json {
  if (body === '') return undefined;
  const value = type.includes('json') ? parsed(body) : body;
  return typeof value === 'string' ? { text: str(value) } : value;
}
