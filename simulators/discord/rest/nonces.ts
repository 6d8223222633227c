/**
 * "If true and nonce is present, it will be checked for uniqueness in the past few minutes. If another message was created by the same
 * author with the same nonce, that message will be returned and no new message will be created." (developers/resources/message,
 * Create Message.) How many minutes Discord keeps to itself.
 */
import { type Body, Form } from '../rules/form.js';
import type { Message } from '../world/message.js';
import type { World } from '../world/world.js';

const FEW_MINUTES_MS = 3 * 60_000;
const MAX_LENGTH = 25;

const created = new WeakMap<World, Map<string, Message>>();

/** The message that this very request has created already. Throws 50035 for a nonce that is none. */
export function createdBefore(world: World, { nonce, enforce_nonce: isEnforced }: Body): Message | undefined {
  if (nonce === undefined || nonce === null) return undefined;
  const form = new Form();
  if (typeof nonce === 'string') form.at('nonce').text(nonce, { max: MAX_LENGTH });
  else form.at('nonce').integer(nonce, { min: 0, max: Number.MAX_SAFE_INTEGER });
  form.settle();
  const message = created.get(world)?.get(String(nonce));
  const isRecent = message !== undefined && world.clock.now() - message.createdAt < FEW_MINUTES_MS;
  return isEnforced === true && isRecent ? message : undefined;
}

export function remember(world: World, { nonce }: Body, message: Message): void {
  if (nonce === undefined || nonce === null) return;
  const known = created.get(world) ?? new Map<string, Message>();
  created.set(world, known.set(String(nonce), message));
}
