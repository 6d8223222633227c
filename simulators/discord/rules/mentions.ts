/** Whom a text mentions once allowed_mentions has been applied (developers/resources/message#allowed-mentions-object). */
import { type Form, isObject } from './form.js';

export interface Mentions {
  users: string[];
  roles: string[];
  everyone: boolean;
}

type Parse = 'users' | 'roles' | 'everyone';

/** "In regular messages, all mention types are parsed. In interactions and webhooks, only user mentions are parsed." */
const DEFAULTS: Record<'channel' | 'webhook', readonly Parse[]> = {
  channel: ['users', 'roles', 'everyone'],
  webhook: ['users'],
};

export function checkAllowedMentions(allowed: unknown, form: Form): void {
  if (allowed === undefined || allowed === null) return;
  if (!form.object(allowed)) return;
  const parse = allowed.parse ?? [];
  if (form.at('parse').list(parse, { max: 3 }))
    parse.forEach((entry, index) => {
      form.at('parse', index).oneOf(entry, ['users', 'roles', 'everyone']);
    });
  for (const key of ['users', 'roles'] as const) {
    const ids = allowed[key] ?? [];
    if (!form.at(key).list(ids, { max: 100 })) continue;
    const both = ids.length > 0 && Array.isArray(parse) && parse.includes(key);
    if (both)
      form
        .at(key)
        .refuse(
          'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
          `parse:["${key}"] and ${key}: [ids...] are mutually exclusive.`,
        );
  }
}

/**
 * `text` is everything that could mention: the content, or the text displays of Components V2. Being allowed is not enough, the mention has
 * to be there ("phantom pings").
 */
export function mentionsIn(
  text: string,
  allowed: unknown,
  way: 'channel' | 'webhook',
  replyAuthor?: string,
): Mentions {
  const rule = isObject(allowed) ? allowed : undefined;
  const parse = (rule === undefined ? DEFAULTS[way] : (rule.parse ?? [])) as readonly Parse[];
  const pick = (key: 'users' | 'roles', pattern: RegExp): string[] => {
    const listed = (rule?.[key] as string[] | undefined) ?? [];
    const there = [...text.matchAll(pattern)].map(([, id]) => id!);
    return [...new Set(there.filter((id) => parse.includes(key) || listed.includes(id)))];
  };
  const users = pick('users', /<@!?(\d+)>/gu);
  const answers =
    replyAuthor !== undefined && (rule === undefined ? way === 'channel' : rule.replied_user === true);
  return {
    users: answers ? [...new Set([...users, replyAuthor])] : users,
    roles: pick('roles', /<@&(\d+)>/gu),
    everyone: parse.includes('everyone') && /@(everyone|here)\b/u.test(text),
  };
}
