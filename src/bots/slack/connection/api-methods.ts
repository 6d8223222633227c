/**
 * The methods of Slack's Web API that the bot calls, each with the scopes of which any lets it (docs.slack.dev/reference/methods); none:
 * any token. `ApiClient` is typed by this table: a method that is not in it cannot be called.
 */
import type { webApi } from '@slack/bolt';

/** For all kinds of conversations, each has a scope of its own. */
const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'] as const;
const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'] as const;

export const METHOD_SCOPES = {
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': HISTORY,
  'conversations.info': READ,
  'conversations.join': ['channels:join'],
  'conversations.members': READ,
  'conversations.replies': HISTORY,
  'files.completeUploadExternal': ['files:write'],
  'files.delete': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
} as const satisfies Record<string, readonly string[]>;

type Method = keyof typeof METHOD_SCOPES;
type Family<M extends string = Method> = M extends `${infer F}.${string}` ? F : never;
type NameIn<F extends string, M extends string = Method> = M extends `${F}.${infer N}` ? N : never;

/** The part of Slack's own client that the bot uses. */
export type ApiClient = {
  [F in Family & keyof webApi.WebClient]: Pick<webApi.WebClient[F], NameIn<F> & keyof webApi.WebClient[F]>;
};
