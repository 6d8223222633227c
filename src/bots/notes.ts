/** The answers to /help, /styles, /queue and /cancel: messages for the one who asked, without a job. Pure. */
import type { Preset } from '../domain/preset.js';
import type { QueuePosition } from '../queue/queue.js';
import { COMMANDS, optionHelp } from './command.js';
import type { MessageView } from './conversation.js';
import { about, inAbout, ordinal } from './words.js';

export function note(command: string, title: string, lines: string[]): MessageView {
  return { tone: 'note', command, title, lines, pictures: [], actions: [] };
}

export function helpNote(): MessageView {
  return note('/help', 'How to ask', [
    ...COMMANDS.map(({ usage, meaning }) => `${usage}: ${meaning}`),
    'The first picture is the photo, the second the style, a third a second style. A preset stands in for the style.',
    ...optionHelp(),
  ]);
}

export function stylesNote(words: string, styles: readonly Preset[]): MessageView {
  if (styles.length === 0)
    return note('/styles', `No style matches ${words}`, ['Type /styles to see all of them.']);
  const lines = styles.map(({ id, title, artist, year }) => `${id}: ${[title, artist, year].join(', ')}`);
  return note('/styles', words === '' ? 'The styles that are here' : `Styles that match ${words}`, lines);
}

/** One line for each of the asker's jobs that has not ended. */
export function queueNote(jobs: readonly { title: string; position: QueuePosition }[]): MessageView {
  if (jobs.length === 0) return note('/queue', 'You have nothing in line', ['Type /stylize to change that.']);
  const lines = jobs.map(({ title, position: { position, seconds } }) => {
    const state = position === 0 ? 'painting now' : `${ordinal(position)} in line`;
    const time =
      seconds === undefined
        ? ''
        : position === 0
          ? `, ${about(seconds)} left`
          : `, starts ${inAbout(seconds)}`;
    return `${title}: ${state}${time}`;
  });
  return note(
    '/queue',
    jobs.length === 1 ? 'You have one picture on its way' : `You have ${jobs.length} pictures on their way`,
    lines,
  );
}

export function cancelNote(title: string | undefined): MessageView {
  return title === undefined
    ? note('/cancel', 'You have nothing to stop', ['Nothing of yours is waiting or being painted.'])
    : note('/cancel', 'Stopped', [`${title} is not painted any further.`]);
}
