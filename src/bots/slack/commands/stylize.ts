/** The ways to ask for a picture: the command, the shortcut of a message, the dialog that both open, and a mention. */
import { AtelierError } from '../../../domain/errors.js';
import { inTime } from '../../../lib/in-time.js';
import { type Said, said } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import type { MessageView } from '../../chat-adapter.js';
import { parseCommand, parseStylize, parseTryout } from '../../commands/command-text.js';
import { commandIn, understood } from '../../commands/plain-words.js';
import { INTAKE } from '../../media/intake-limits.js';
import { note } from '../../messages/answers.js';
import { notInConversation } from '../delivery/post-message.js';
import type { SlackPorts } from '../dependencies.js';
import type { GivenFile, PictureFetcher } from '../files/download-pictures.js';
import type { Target } from '../files/file-upload.js';
import { correctButton, stylizeView } from '../views/stylize-dialog.js';
import { assertMay, type Channels } from './channels.js';
import type { Problems } from './dialog-problems.js';
import type { Values } from './dialog-values.js';
import { DIALOG_PATIENCE_MS, type Dialogs } from './dialogs.js';
import { wordsIn } from './mention.js';
import type { Caller, Requests } from './request-context.js';
import {
  blockOf,
  corrected,
  type Filled,
  keptFile,
  readForm,
  readStylize,
  type StylizeForm,
  typedForm,
} from './stylize-form.js';

/** Address of a file in Slack, as people copy it: the id stands in it. */
const FILE_ADDRESS = /https?:\/\/\S*?[/-](F[A-Z0-9]+)(?=[/?>|\s-]|$)\S*/;

/** Of the commands as text, those that need a photo. */
const MAKES_JOB = /^\/(?:stylize|tryout)\b/;

/** A message that asks for a picture. */
interface Sentence {
  text: string;
  files: readonly GivenFile[];
}

export class StylizeCommands {
  readonly #ports: SlackPorts;
  readonly #requests: Requests;
  readonly #dialogs: Dialogs;
  readonly #fetcher: PictureFetcher;
  readonly #channels: Channels;

  constructor(
    ports: SlackPorts,
    requests: Requests,
    dialogs: Dialogs,
    fetcher: PictureFetcher,
    channels: Channels,
  ) {
    this.#ports = ports;
    this.#requests = requests;
    this.#dialogs = dialogs;
    this.#fetcher = fetcher;
    this.#channels = channels;
  }

  /** /stylize and /tryout: an answer for "help" and its like, a picture at once for the address of a file, the dialog for all else. */
  async command(caller: Caller, text: string, trigger: string, isTryout = false): Promise<void> {
    const answer = await this.#answer(caller, text);
    if (answer !== undefined) return this.#requests.tell(caller, answer);
    const [address, id] = FILE_ADDRESS.exec(text) ?? [];
    if (address === undefined && /https?:\/\//.test(text)) throw noFile();
    const words = address === undefined ? text : text.replace(address, ' ').replaceAll(/[<>]/g, ' ');
    const linked =
      id === undefined ? [] : [{ id, name: (await this.#requests.wordsFor(caller)).t('slack.linkedFile') }];
    await this.#correctable(caller, typedForm({ ...caller, isTryout }, words, linked), async () => {
      const parsed = isTryout ? parseTryout(words) : parseStylize(words);
      if (!parsed.ok) throw new AtelierError('invalid_input', parsed.said);
      const command = understood(parsed.value, this.#ports.presets);
      if (id === undefined) {
        const { channel, thread, within } = caller;
        const { options, preset } = command;
        const where = { channel, thread, within };
        return this.open(caller, trigger, { ...where, preset: preset || undefined, options, isTryout });
      }
      await this.#assertOpen(caller);
      const file = await this.#fetcher.find(caller, id);
      const attachments = await this.#fetcher.fetch(caller, [{ file }]);
      const context = await this.#requests.context(caller, hereOf(caller));
      await this.#ports.session.stylize(context, command, attachments);
    });
  }

  /** What was typed is kept: the refusal has a button that opens the dialog filled in with it. */
  async #correctable(caller: Caller, form: StylizeForm, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.#requests.refuse(caller, error, (words) => correctButton(words, form));
    }
  }

  /** Where the bot cannot be, the dialog says so before it is filled in. */
  async open(caller: Caller, trigger: string, given: StylizeForm): Promise<void> {
    const { presets } = this.#ports;
    const { channel } = given;
    const [words, isOpen] = await Promise.all([
      this.#requests.wordsFor(caller),
      channel === undefined || inTime(this.#channels.isOpen(caller, channel), DIALOG_PATIENCE_MS, true),
    ]);
    const form = isOpen ? given : { ...given, isOutside: true };
    const preset = presets.find(({ id }) => id === form.preset);
    await this.#dialogs.open(caller, trigger, (shown) => stylizeView(words, form, presets, shown), preset);
  }

  /** Another preset was chosen in the dialog. */
  async choose(caller: Caller, view: string, metadata: string, id: string | undefined): Promise<void> {
    await this.#show(caller, view, { ...readForm(metadata), preset: id });
  }

  /** The rest of the options was asked for. */
  async showAll(caller: Caller, view: string, metadata: string): Promise<void> {
    await this.#show(caller, view, { ...readForm(metadata), isWhole: true });
  }

  /** The open dialog with this form. */
  async #show(caller: Caller, view: string, form: StylizeForm): Promise<void> {
    const { presets } = this.#ports;
    const preset = presets.find(({ id }) => id === form.preset);
    const words = await this.#requests.wordsFor(caller);
    await this.#dialogs.update(caller, view, (shown) => stylizeView(words, form, presets, shown), preset);
  }

  /** "Stylize this picture" in the menu of a message: the answer goes below it. */
  async shortcut(caller: Caller, trigger: string, given: readonly GivenFile[]): Promise<void> {
    const pictures = given.filter(isPicture);
    if (pictures.length === 0) throw new AtelierError('missing_content', said('slack.noPictureInMessage'));
    const { channel, thread, within } = caller;
    const files = pictures.map(({ id, name }) => ({ id, name: (name ?? 'picture').slice(0, INTAKE.name) }));
    await this.open(caller, trigger, { channel, thread, within, files: files.slice(0, 10) });
  }

  /** The dialog was sent: what is wrong with it by block, or what is to be done once Slack has its answer. */
  async submit(
    caller: Caller,
    metadata: string,
    values: Values,
  ): Promise<{ problems: Problems } | { caller: Caller; work: () => Promise<void> }> {
    const form = readForm(metadata);
    const read = readStylize(form, values);
    if (!read.ok) return { problems: read.problems };
    const { command, files } = read.value;
    // A photo alone comes back in several styles to choose from.
    const isStyled = command.preset !== '' || files.length > 1 || command.options.mode !== 'style';
    const { channel, thread, within } = form;
    const asking = { ...caller, channel, thread, within };
    const refusal = this.#whyNot(asking, read.value);
    const [hasStyle, words, refused] = await Promise.all([
      isStyled || this.#hasUsualStyle(caller),
      inTime(refusal, DIALOG_PATIENCE_MS, undefined),
      inTime(this.#check(asking, read.value), DIALOG_PATIENCE_MS, {}),
    ]);
    const problems: Problems = {
      ...refused,
      ...(!hasStyle && { preset: said('slack.problem.style') }),
      ...(words !== undefined && { channel: words }),
    };
    if (Object.keys(problems).length > 0) return { problems };
    const work = () =>
      this.#correctable(asking, corrected(form, read.value), async () => {
        assertMay(await refusal);
        await this.#paint(asking, read.value);
      });
    return { caller: asking, work };
  }

  /** What the session would refuse without a look at the pictures, by the block that it is about. */
  async #check(caller: Caller, { command, files, isPrivate, channel }: Filled): Promise<Problems> {
    const context = await this.#requests.context(caller, targetOf(caller, channel, isPrivate));
    const pictures = files.map(({ file, slot }) => ({ slot, name: file.name ?? 'picture', size: file.size }));
    try {
      await this.#ports.session.check(context, pictures, command);
      return {};
    } catch (error) {
      if (!(error instanceof AtelierError) || error.fault === 'internal') return {};
      const why = error.said ?? said('refusals.title');
      return { [blockOf(error, { isPrivate, command })]: await this.#channels.named(caller, why) };
    }
  }

  /** A mention in the thread of a picture: false where nothing is asked for of it. */
  async answer(caller: Caller, job: string, { text, files }: Sentence): Promise<boolean> {
    const pictures = files.filter(isPicture).map((file) => ({ file }));
    const attachments = await this.#fetcher.fetch(caller, pictures);
    const context = await this.#requests.context(caller, hereOf(caller));
    return (await this.#ports.session.answer(context, job, wordsIn(text), attachments)) !== undefined;
  }

  /** "@atelier in the style of hokusai", with the pictures of the message or of the one that its thread is about. */
  async sentence(caller: Caller, { text, files }: Sentence): Promise<void> {
    const { presets } = this.#ports;
    const pictures = files.filter(isPicture);
    const command = commandIn(wordsIn(text), presets, pictures.length);
    if (command === '')
      return this.#requests.tell(caller, howToAsk(await this.#requests.wordsFor(caller), caller));
    const makesJob = MAKES_JOB.test(command);
    const form = typedForm(
      { ...caller, isTryout: /^\/tryout\b/.test(command) },
      command,
      pictures.map((file) => keptFile(file)),
    );
    if (!makesJob) return this.#say(caller, command, []);
    await this.#correctable(caller, form, () => this.#say(caller, command, pictures));
  }

  async #say(caller: Caller, command: string, pictures: readonly GivenFile[]): Promise<void> {
    const makesJob = MAKES_JOB.test(command);
    if (makesJob && pictures.length === 0)
      throw new AtelierError('missing_content', said('refusals.noPhoto'));
    if (makesJob && pictures.length > INTAKE.pictures)
      throw new AtelierError('invalid_input', said('refusals.threePictures', { count: INTAKE.pictures }));
    const files = pictures.map((file) => ({ file }));
    const attachments = await this.#fetcher.fetch(caller, files);
    const context = await this.#requests.context(caller, hereOf(caller));
    const reply = await this.#ports.session.say(context, command, attachments);
    if (reply.kind === 'note') await this.#requests.tell(caller, reply.view);
  }

  /** Slack's three seconds are running: where it cannot be found out in time, the session finds it out afterwards. */
  #hasUsualStyle(caller: Caller): Promise<boolean> {
    const { communities } = this.#ports;
    const settings = communities.of(this.#requests.communityOf(caller));
    return inTime(
      settings.then(({ preset }) => preset !== ''),
      DIALOG_PATIENCE_MS,
      true,
    );
  }

  /** Why the picture cannot be posted in the channel that was chosen; where somebody types a command they may write. */
  async #whyNot(caller: Caller, { channel, isPrivate }: Filled): Promise<Said | undefined> {
    if (isPrivate || channel === undefined || channel === caller.channel) return undefined;
    return this.#channels.whyNot(caller, channel);
  }

  async #assertOpen(caller: Caller): Promise<void> {
    const { channel, installation } = caller;
    if (channel === undefined || (await this.#channels.isOpen(caller, channel))) return;
    throw notInConversation(installation);
  }

  async #paint(caller: Caller, { command, files, isPrivate, channel }: Filled): Promise<void> {
    const { session } = this.#ports;
    const attachments = await this.#fetcher.fetch(caller, files);
    await session.stylize(
      await this.#requests.context(caller, targetOf(caller, channel, isPrivate)),
      command,
      attachments,
    );
  }

  /** The answer to "help", "queue", "styles night", "jobs", "cancel". */
  async #answer(caller: Caller, text: string): Promise<MessageView | undefined> {
    const parsed = parseCommand(`/${text.trim()}`);
    if (!parsed.ok || parsed.value.name === 'stylize') return undefined;
    const isAlone = parsed.value.name === 'styles' || !/\s/.test(text.trim());
    if (!isAlone) return undefined;
    const reply = await this.#ports.session.say(
      await this.#requests.context(caller, hereOf(caller)),
      `/${text.trim()}`,
    );
    return reply.kind === 'note' ? reply.view : undefined;
  }
}

function hereOf({ channel, thread }: Caller): Target | undefined {
  return channel === undefined ? undefined : { channel, ...(thread !== undefined && { thread }) };
}

/** Where the dialog says; the thread belongs to where it was opened. */
function targetOf(caller: Caller, channel: string | undefined, isPrivate: boolean): Target | undefined {
  if (isPrivate) return undefined;
  return channel === undefined || channel === caller.channel ? hereOf(caller) : { channel };
}

function isPicture({ mimetype = '', name, file_access }: GivenFile): boolean {
  if (mimetype !== '') return mimetype.startsWith('image/');
  // Of a file from another workspace nothing is known, and of one that Slack has not processed yet only the name.
  const isUnknown = name === undefined || file_access === 'check_file_info';
  return isUnknown || /\.(jpe?g|png|webp|gif|avif|tiff?)$/i.test(name);
}

function noFile(): AtelierError {
  return new AtelierError('invalid_input', said('slack.pasteLink'));
}

function howToAsk(words: Words, { installation: { botName } }: Caller): MessageView {
  const { t } = words;
  return note(words, '', t('slack.ask.title'), [
    t('slack.ask.mention', { bot: botName }),
    t('slack.ask.second'),
    t('slack.ask.command'),
  ]);
}
