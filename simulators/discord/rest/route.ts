/** What a route is: a method and a path with its parameters, whether it takes the bot's token, and what it does. */
import type { Upload } from '../rules/attachments.js';
import type { World } from '../world/world.js';

export interface Call {
  world: World;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  uploads: readonly Upload[];
  /** ws://… of the gateway. */
  gatewayUrl: string;
  shards: number;
}

/** 204 without `body`, 200 with. */
export interface Answer {
  body?: unknown;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/channels/:channel/messages/:message`. */
  path: string;
  /** False for webhooks and callbacks, which their token alone opens. */
  auth: boolean;
  /** Requests per window of its bucket; none for interaction callbacks. */
  limit?: { requests: number; windowMs: number };
  handle: (call: Call) => Answer;
}

/** Parameters by which buckets are apart: "top-level resources", channel, guild, webhook with its token (developers/topics/rate-limits). */
export const MAJOR: readonly string[] = ['channel', 'guild', 'application', 'token'];

export function match(route: Route, method: string, path: string): Record<string, string> | undefined {
  if (route.method !== method) return undefined;
  return matchPath(route.path, path);
}

export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const got = path.split('/');
  if (wanted.length !== got.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = got[index]!;
    else if (part !== got[index]) return undefined;
  }
  return params;
}
