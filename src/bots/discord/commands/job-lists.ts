/** /queue and /jobs: answers for the requester alone. */
import {
  type APIMessageTopLevelComponent,
  type ChatInputCommandInteraction,
  ComponentType,
  type StringSelectMenuInteraction,
} from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import type { Job } from '../../../domain/job.js';
import { said } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import { endedAt, jobsNote, LISTED_JOBS, stateOf } from '../../messages/answers.js';
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
import { contextOf, isMemberOf, uploadLimit, userOf, wordsOf } from './request-context.js';

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
  const words = wordsOf(interaction);
  if (list.length === 0) return reply.fill(plainNote(jobsNote(words, [], now)));
  await reply.fill(outgoing(listOf(ports, words, list, now)));
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
  if (job.user !== userOf(interaction)) throw new AtelierError('forbidden', said('discord.somebodyElses'));
  const view = present(wordsOf(interaction), { job, command: '', end }, adapter.dialogs);
  const load = (picture: (typeof view.pictures)[number]) =>
    files.of(picture, uploadLimit(interaction), view.fileName);
  const without = isMemberOf(interaction) ? [] : (['share'] as const);
  const { message } = await compose(view, [], load, { without });
  await reply.fill(message);
}

function listOf(
  ports: DiscordPorts,
  words: Words,
  list: readonly Job[],
  now: number,
): APIMessageTopLevelComponent[] {
  const { t } = words;
  const done = list.filter(({ result }) => result !== undefined);
  const options = done.map((job) => ({
    label: cut(title(words, job.request), MOST_OPTION),
    value: job.id,
    description: cut(words.say(stateOf(job, now)) ?? '', MOST_OPTION),
  }));
  return [
    container(COLOUR, [
      text(`### ${t('answers.jobsTitle')}\n${list.map((job) => lineOf(ports, words, job)).join('\n')}`),
      ...(options.length === 0
        ? []
        : [
            menu({
              type: ComponentType.StringSelect,
              custom_id: customId('show'),
              placeholder: t('discord.showAgain'),
              options,
            }),
          ]),
    ]),
  ];
}

/** The title leads to the message, where there is one that a link leads to. */
function lineOf({ adapter }: DiscordPorts, words: Words, job: Job): string {
  const { t } = words;
  const at = endedAt(job);
  const state = t(`answers.state.${job.state}`);
  const reference = referenceOf(job, adapter.name);
  const link = reference && linkTo(adapter.currentReference(decodeReference(reference)));
  const name = plain(title(words, job.request));
  const line = { title: link === undefined ? name : `[${name}](${link})`, state };
  return `- ${at === undefined ? t('answers.ownLine', line) : t('answers.ownLineTimed', { ...line, time: moment(at) })}`;
}
