/** Channels (developers/resources/channel). */
import { channelPayload } from '../world/payloads.js';
import { demand, reachChannel } from './access.js';
import type { Route } from './route.js';

export const channelRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/channels/:channel',
    auth: true,
    limit: { requests: 50, windowMs: 5_000 },
    handle: ({ world, params }) => ({ body: channelPayload(reachChannel(world, params.channel!)) }),
  },
  {
    method: 'POST',
    path: '/channels/:channel/typing',
    auth: true,
    limit: { requests: 5, windowMs: 5_000 },
    handle: ({ world, params }) => {
      const channel = reachChannel(world, params.channel!);
      demand(channel, channel.isThread ? 'SendMessagesInThreads' : 'SendMessages');
      return {};
    },
  },
];
