/** Every method that this fake knows; others answer unknown_method. Tiers and scopes as in docs.slack.dev/reference/methods. */
import { appMethods } from './apps.js';
import { chatMethods } from './chat.js';
import { conversationMethods } from './conversations.js';
import { fileMethods } from './files.js';
import type { Method } from './method.js';
import { oauthMethods } from './oauth.js';
import { userMethods } from './users.js';
import { viewMethods } from './views.js';

export const METHODS: Record<string, Method> = {
  ...appMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...oauthMethods,
  ...userMethods,
  ...viewMethods,
};
