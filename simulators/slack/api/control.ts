/** Time, calls, faults, deliveries and both transports. */
import type { Json, JsonObject } from './json.js';

export interface Clock {
  /** ms since 1970 */
  now(): number;
  /** Moves time on and lets everything that is due happen, in order; resolves when the fake has done its part. */
  advance(ms: number): Promise<void>;
}

/** One call of a Web API method. */
export interface ApiCall {
  method: string;
  /** Parsed: JSON texts of form fields (blocks, view, files...) are objects. */
  args: Record<string, Json>;
  token: string | undefined;
  /** Of the token. */
  team: string | undefined;
  at: number;
  status: number;
  ok: boolean;
  error: string | undefined;
  response: JsonObject;
}

export interface Calls {
  readonly all: readonly ApiCall[];
  of(method: string): readonly ApiCall[];
  /** The n-th call (1 is the first), now or later. */
  until(method: string, n?: number): Promise<ApiCall>;
  clear(): void;
}

export type FaultAnswer =
  | { error: string; messages?: string[] }
  | { ratelimited: number }
  | { status: number }
  /** It is done, and the answer is made into another one. */
  | { changed: (answer: JsonObject) => JsonObject }
  /** No answer before `faults.release()`. */
  | 'hang'
  /** The connection is cut before anything happens. */
  | 'cut'
  /** It is done, and the connection is cut instead of an answer. */
  | 'done-but-cut'
  /** It is done, and answered with status 500. */
  | 'done-but-500';

export interface Fault {
  method: string;
  answer: FaultAnswer;
  /** Default 1; Infinity until `clear`. */
  times?: number;
  when?: (args: Record<string, Json>) => boolean;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Answers hanging calls. */
  release(): void;
  /** Refuses Socket Mode and the Web API altogether (connection cut) until called with false. */
  down(down: boolean): void;
}

export interface Delivery {
  readonly id: string;
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  /** 'slash_commands', 'view_submission', 'block_actions', 'app_mention', 'message'... */
  readonly type: string;
  readonly payload: JsonObject;
  readonly via: 'socket' | 'http';
  readonly attempts: readonly Attempt[];
  /** The acknowledgement's body once it came. */
  readonly ack: Json;
  readonly state: 'waiting' | 'acked' | 'failed';
}

export interface Attempt {
  at: number;
  retry: number;
  reason: string | undefined;
  /** HTTP: the request exactly as it was sent. */
  request: { url: string; headers: Record<string, string>; body: string } | undefined;
  /** HTTP status, or 0 when nothing answered. */
  status: number | undefined;
}

export interface SocketControl {
  /** Open connections now. */
  readonly connections: number;
  /** Connections so far. */
  readonly opened: number;
  /** Resolves with at least n open connections. */
  untilConnected(n?: number): Promise<void>;
  /** What Slack sends before it ends a connection; it closes it soon after. Default reason 'refresh_requested'. */
  disconnect(reason?: 'warning' | 'refresh_requested' | 'link_disabled'): Promise<void>;
  /** Cuts all connections without a word. */
  cut(): void;
  /** Gives no new connection until called with false. */
  refuse(refuse: boolean): void;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface HttpControl {
  /** Where to send; setting it switches to HTTP mode. */
  requestUrl: string | undefined;
  /** Back to Socket Mode. */
  useSocket(): void;
  /** Slack's url_verification with a challenge; true when the app gave it back. */
  verifyUrl(): Promise<boolean>;
  sslCheck(): Promise<HttpAnswer>;
  /** Sends a recorded delivery's last request again, byte for byte. */
  replay(delivery: Delivery): Promise<HttpAnswer>;
  /** A body of the test's choice, signed well unless told otherwise. */
  send(body: JsonObject | string, options?: ForgeOptions): Promise<HttpAnswer>;
}

export interface ForgeOptions {
  /** 'good' (default), 'bad' (wrong digest), 'missing', 'wrong-secret', 'malformed', or the header's text. */
  signature?: 'good' | 'bad' | 'missing' | 'wrong-secret' | 'malformed' | (string & {});
  /** Seconds since 1970; default: now by the machine's clock. */
  timestamp?: number | 'missing';
  /** Default JSON for an object with `type: event_callback`, else a form with `payload` (or the string as it is). */
  as?: 'json' | 'form' | 'payload';
  headers?: Record<string, string>;
}
