/** All routes that this Discord knows. */

import type { Route } from './route.js';
import { applicationRoutes } from './routes-application.js';
import { channelRoutes } from './routes-channels.js';
import { guildRoutes } from './routes-guilds.js';
import { interactionRoutes } from './routes-interactions.js';
import { messageRoutes } from './routes-messages.js';
import { webhookRoutes } from './routes-webhooks.js';

export const ROUTES: readonly Route[] = [
  ...applicationRoutes,
  ...channelRoutes,
  ...guildRoutes,
  ...interactionRoutes,
  ...messageRoutes,
  ...webhookRoutes,
];
