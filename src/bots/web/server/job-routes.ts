/** What is asked of a job that there is: buttons, another style, other options, and the same at five strengths beside the channel. */
import type { FastifyInstance } from 'fastify';
import { AtelierError } from '../../../domain/errors.js';
import { ACTIONS } from '../../chat-adapter.js';
import { parseStylize } from '../../commands/command-text.js';
import type { Session } from '../../session.js';
import { ask } from './asker.js';
import type { Channel } from './channel.js';
import type { Uploads } from './form-upload.js';
import { clientOf } from './people.js';

export interface JobRouteOptions {
  session: Session;
  channel: Channel;
  uploads: Uploads;
}

export function jobRoutes(app: FastifyInstance, { session, channel, uploads }: JobRouteOptions): void {
  app.post<{ Params: { id: string; action: string }; Querystring: { aside?: string } }>(
    '/api/jobs/:id/:action',
    async (request, reply) => {
      const { params, query } = request;
      const action = ACTIONS.find((action) => action === params.action);
      if (!action)
        throw new AtelierError('not_found', `there is no such action; there are ${ACTIONS.join(', ')}`);
      const isAside = action === 'strengths' && query.aside !== undefined;
      const { context, message } = ask(request, reply, channel, isAside);
      const job = await session.press(context, params.id, action);
      reply.code(job ? 201 : 200);
      return job ? { message: message() } : {};
    },
  );

  app.post<{ Params: { id: string } }>('/api/jobs/:id/other-style', (request, reply) =>
    uploads.read(request, clientOf(request), async ({ text, attachments: [picture] }) => {
      const { context, message } = ask(request, reply, channel);
      await session.restyle(context, request.params.id, picture ?? { preset: text });
      reply.code(201);
      return { message: message() };
    }),
  );

  app.post<{ Params: { id: string } }>('/api/jobs/:id/options', (request, reply) =>
    uploads.read(request, clientOf(request), async ({ text }) => {
      const parsed = parseStylize(text);
      if (!parsed.ok) throw new AtelierError('invalid_input', parsed.said);
      if (parsed.value.preset !== '')
        throw new AtelierError('invalid_input', 'the text may have options only, as in strength=70');
      const { blend: _, ...settings } = parsed.value.options;
      const { context, message } = ask(request, reply, channel);
      await session.change(context, request.params.id, settings);
      reply.code(201);
      return { message: message() };
    }),
  );

  app.post('/api/strengths', (request, reply) =>
    uploads.read(request, clientOf(request), async ({ text, attachments }) => {
      const { context, message } = ask(request, reply, channel, true);
      await session.tryStrengths(context, text, attachments);
      reply.code(201);
      return { message: message() };
    }),
  );
}
