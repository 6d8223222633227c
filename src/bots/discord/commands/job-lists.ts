/** /queue and /jobs: answers for the requester alone. */
import {
  type APIMessageTopLevelComponent,
  type ChatInputCommandInteraction,
  ComponentType,
  type StringSelectMenuInteraction,
} from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import type { Job } from '../../../domain/job.js';
import { endedAt, jobLine, jobsNote, LISTED_JOBS, STATES } from '../../messages/answers.js';
import { referenceOf } from '../../messages/job-messages.js';
import { present } from '../../messages/job-view.js';
import { title } from '../../messages/wording.js';
import { compose } from '../delivery/compose.js';
import { decodeReference, linkTo } from '../delivery/message-reference.js';
import type { DiscordPorts, Handler } from '../dependencies.js';
import { container, cut, menu, text } from '../views/components.js';
import { customId } from '../views/custom-id.js';
import { moment, plain } from '../views/text.js';
import { outgoing, plainNote, type Reply } from './reply.js';
import { contextOf, isMemberOf, uploadLimit, userOf } from './request-context.js';

const COLOUR = 0x5b6ee1;
const MOST_OPTION = 100;

export const queue: Handler<ChatInputCommandInteraction> = async (ports, interaction, reply) => {
  await reply.think(true);
  const answer = await ports.session.say(contextOf(ports, interaction, true), '/queue');
  if (answer.kind === 'note') await reply.fill(plainNote(answer.view));
};

export const jobs: Handler<ChatInputCommandInteraction> = async (ports, interaction, reply) => {
  await reply.think(true);
  const list = await ports.session.history(userOf(interaction), LISTED_JOBS);
  const now = ports.clock.now();
  if (list.length === 0) return reply.fill(plainNote(jobsNote([], now)));
  await reply.fill(outgoing(listOf(ports, list, now)));
};

/** A finished picture, shown again: also one whose message is gone, or was for its requester alone. */
export async function showAgain(
  ports: DiscordPorts,
  interaction: StringSelectMenuInteraction,
  reply: Reply,
): Promise<void> {
  await reply.think(true);
  const { session, adapter, files } = ports;
  const [id = ''] = interaction.values;
  const { result: end, ...job } = await session.finished(id);
  if (job.user !== userOf(interaction))
    throw new AtelierError('forbidden', 'that picture is somebody else’s');
  const view = present({ job, command: '', end }, adapter.dialogs);
  const load = (picture: (typeof view.pictures)[number]) =>
    files.of(picture, uploadLimit(interaction), view.fileName);
  const without = isMemberOf(interaction) ? [] : (['share'] as const);
  const { message } = await compose(view, [], load, { without });
  await reply.fill(message);
}

function listOf(ports: DiscordPorts, list: readonly Job[], now: number): APIMessageTopLevelComponent[] {
  const done = list.filter(({ result }) => result !== undefined);
  const options = done.map((job) => ({
    label: cut(title(job.request), MOST_OPTION),
    value: job.id,
    description: cut(jobLine(job, now).slice(title(job.request).length + 2), MOST_OPTION),
  }));
  return [
    container(COLOUR, [
      text(`### What you asked for last\n${list.map((job) => lineOf(ports, job)).join('\n')}`),
      ...(options.length === 0
        ? []
        : [
            menu({
              type: ComponentType.StringSelect,
              custom_id: customId('show'),
              placeholder: 'Show a picture again',
              options,
            }),
          ]),
    ]),
  ];
}

/** The title leads to the message, where there is one that a link leads to. */
function lineOf({ adapter }: DiscordPorts, job: Job): string {
  const words = title(job.request);
  const at = endedAt(job);
  const rest = `: ${STATES[job.state]}${at === undefined ? '' : `, ${moment(at)}`}`;
  const reference = referenceOf(job, adapter.name);
  const link = reference && linkTo(adapter.currentReference(decodeReference(reference)));
  return link === undefined ? `- ${plain(words)}${rest}` : `- [${plain(words)}](${link})${rest}`;
}
