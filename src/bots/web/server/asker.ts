/** The person behind a request, as the session sees them. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedLocales, languageOf } from '../../../words/languages.js';
import type { RequestContext } from '../../chat-adapter.js';
import { type Channel, idOf } from './channel.js';
import { personOf } from './people.js';

export interface Asker {
  context: RequestContext;
  /** Id of the message that was posted for them. */
  message(): string;
}

/** `aside`: what is posted is for them alone, and stands beside the channel. */
export function ask(request: FastifyRequest, reply: FastifyReply, channel: Channel, aside = false): Asker {
  const person = personOf(request, reply);
  let posted = '';
  const context: RequestContext = {
    via: channel.name,
    user: `web:${person.id}`,
    community: 'web',
    locale: languageOf(acceptedLocales(request.headers['accept-language'])),
    post: async (view) => {
      const encoded = channel.post(person, view, aside);
      posted = idOf(encoded);
      return encoded;
    },
  };
  return { context, message: () => posted };
}
