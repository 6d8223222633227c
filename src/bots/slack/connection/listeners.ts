/**
 * What comes from Slack, handed to whom it concerns: each command, press, dialog and message is acknowledged at once
 * (Slack waits for three seconds), and what is to be done is done afterwards.
 */
import type { App, Context } from '@slack/bolt';
import type { AppHome } from '../commands/app-home.js';
import type { JobButtons } from '../commands/buttons.js';
import { inWords, type Problems } from '../commands/dialog-problems.js';
import type { Values } from '../commands/dialog-values.js';
import type { IncomingMessages } from '../commands/incoming-messages.js';
import type { PictureDialog } from '../commands/picture-dialog.js';
import type { Caller, Requests } from '../commands/request-context.js';
import type { StylizeCommands } from '../commands/stylize.js';
import { readForm } from '../commands/stylize-form.js';
import type { GivenFile } from '../files/download-pictures.js';
import {
  COMMANDS,
  CORRECT_ACTION,
  decodeChoice,
  decodePress,
  HOME_ACTIONS,
  JOB_ACTION,
  JOB_MENU,
  MORE_ACTION,
  PRESET_ACTION,
  type Press,
  SHORTCUT,
  VIEWS,
} from '../views/action-ids.js';
import type { Installation, StoredInstallations } from './installations.js';

export interface Handlers {
  requests: Requests;
  stylize: StylizeCommands;
  jobs: JobButtons;
  pictureDialog: PictureDialog;
  home: AppHome;
  messages: IncomingMessages;
  /** Absent with one workspace: its token stays as it is. */
  stored: StoredInstallations | undefined;
}

export function listen(app: App, handlers: Handlers): void {
  commands(app, handlers);
  presses(app, handlers);
  dialogs(app, handlers);
  closings(app, handlers);
  events(app, handlers);
}

function commands(app: App, { requests, stylize }: Handlers): void {
  for (const name of Object.values(COMMANDS)) {
    const isTryout = name === COMMANDS.tryout;
    app.command(name, async ({ ack, command, context }) => {
      await ack();
      const {
        user_id: user,
        channel_id: channel,
        response_url: responseUrl,
        trigger_id,
        text = '',
      } = command;
      const caller: Caller = { ...from(context), user, channel, responseUrl };
      await requests.attempt(caller, () => stylize.command(caller, text, trigger_id, isTryout));
    });
  }
  app.shortcut({ type: 'message_action', callback_id: SHORTCUT }, async ({ ack, shortcut, context }) => {
    await ack();
    const { user, channel, message, trigger_id, response_url: responseUrl } = shortcut as MessageShortcut;
    const thread = message.thread_ts ?? message.ts;
    const where = { channel: channel.id, thread, within: message.thread_ts };
    const caller: Caller = { ...from(context), user: user.id, ...where, responseUrl };
    await requests.attempt(caller, () => stylize.shortcut(caller, trigger_id, message.files ?? []));
  });
}

function presses(app: App, { requests, stylize, jobs, home }: Handlers): void {
  const act = async (body: unknown, context: Context, name: string, press: Press) => {
    const pressed = body as Pressed;
    const { user, container, trigger_id, response_url: responseUrl } = pressed;
    const channel = container?.channel_id ?? pressed.channel?.id ?? '';
    const thread = container?.thread_ts ?? pressed.message?.thread_ts;
    const where = { channel, thread, within: thread };
    const caller: Caller = { ...from(context), user: user.id, ...where, responseUrl };
    const target = { channel, ...(thread !== undefined && { thread }) };
    await requests.attempt(caller, () => jobs.press(caller, name, press, target, trigger_id));
  };
  app.action(JOB_ACTION, async ({ ack, action, body, context }) => {
    await ack();
    const { action_id, value = '' } = action as { action_id: string; value?: string };
    await act(body, context, JOB_ACTION.exec(action_id)?.[1] ?? '', decodePress(value));
  });
  app.action(JOB_MENU, async ({ ack, action, body, context }) => {
    await ack();
    const { selected_option: chosen } = action as { selected_option?: { value: string } | null };
    if (!chosen) return;
    const { action: name, press } = decodeChoice(chosen.value);
    await act(body, context, name, press);
  });
  app.action(PRESET_ACTION, async ({ ack, action, body, context }) => {
    await ack();
    const { user, view } = body as unknown as Pressed;
    if (view === undefined) return;
    const { selected_option: chosen } = action as { selected_option?: { value: string } | null };
    const caller: Caller = { ...from(context), user: user.id };
    const reference = view.callback_id === VIEWS.stylize ? stylize : jobs;
    await requests.attempt(caller, () =>
      reference.choose(caller, view.id, view.private_metadata ?? '', chosen?.value),
    );
  });
  app.action(MORE_ACTION, async ({ ack, body, context }) => {
    await ack();
    const { user, view } = body as unknown as Pressed;
    if (view === undefined) return;
    const caller: Caller = { ...from(context), user: user.id };
    await requests.attempt(caller, () => stylize.showAll(caller, view.id, view.private_metadata ?? ''));
  });
  app.action(CORRECT_ACTION, async ({ ack, action, body, context }) => {
    await ack();
    const { user, trigger_id, response_url: responseUrl } = body as unknown as Pressed;
    const form = readForm((action as { value?: string }).value ?? '{}');
    const { channel, thread, within } = form;
    const caller: Caller = { ...from(context), user: user.id, channel, thread, within, responseUrl };
    await requests.attempt(caller, () => stylize.open(caller, trigger_id, form));
  });
  app.action(HOME_ACTIONS.stylize, async ({ ack, body, context }) => {
    await ack();
    const { user, trigger_id } = body as unknown as Pressed;
    const caller: Caller = { ...from(context), user: user.id };
    await requests.attempt(caller, () => stylize.open(caller, trigger_id, {}));
  });
  app.action(HOME_ACTIONS.settings, async ({ ack, body, context }) => {
    await ack();
    const { user, trigger_id } = body as unknown as Pressed;
    const caller: Caller = { ...from(context), user: user.id };
    await requests.attempt(caller, () => home.openSettings(caller, trigger_id));
  });
}

/** A dialog that was sent: what is wrong with it is its acknowledgement, what is right is done after it. */
type Submit = (caller: Caller, metadata: string, values: Values) => Promise<Sent> | Sent;
type Sent = { problems: Problems } | { caller?: Caller; work: () => Promise<void> };

function dialogs(app: App, { requests, stylize, jobs, home }: Handlers): void {
  const submits: Record<string, Submit> = {
    [VIEWS.stylize]: (caller, metadata, values) => stylize.submit(caller, metadata, values),
    [VIEWS.otherStyle]: (caller, metadata, values) => jobs.otherStyle(caller, metadata, values),
    [VIEWS.try]: (caller, metadata, values) => jobs.tryStyle(caller, metadata, values),
    [VIEWS.share]: (caller, metadata, values) => jobs.share(caller, metadata, values),
    [VIEWS.settings]: (caller, _metadata, values) => home.changeSettings(caller, values),
  };
  for (const [id, submit] of Object.entries(submits)) {
    app.view(id, async ({ ack, body, view, context }) => {
      const { target } = JSON.parse(view.private_metadata || '{}') as { target?: Partial<Caller> };
      const caller: Caller = { ...from(context), ...target, within: target?.thread, user: body.user.id };
      await requests.attempt(caller, async () => {
        const sent = await submit(caller, view.private_metadata, view.state.values as Values);
        if ('problems' in sent) {
          const errors = inWords(await requests.wordsFor(caller), sent.problems);
          return ack({ response_action: 'errors', errors });
        }
        await ack();
        await requests.attempt(sent.caller ?? caller, sent.work);
      });
    });
  }
}

function closings(app: App, { requests, pictureDialog }: Handlers): void {
  app.view({ type: 'view_closed', callback_id: VIEWS.picture }, async ({ ack, body, view, context }) => {
    await ack();
    const caller: Caller = { ...from(context), user: body.user.id };
    await requests.attempt(caller, () => pictureDialog.closed(caller, view.private_metadata));
  });
}

function events(app: App, { requests, home, messages, stored }: Handlers): void {
  app.event('app_mention', async ({ event, context }) => {
    await messages.mention(from(context), event as unknown as Parameters<IncomingMessages['mention']>[1]);
  });
  app.event('message', async ({ event, context }) => {
    await messages.message(from(context), event as unknown as Parameters<IncomingMessages['message']>[1]);
  });
  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab === 'messages') return;
    const caller: Caller = { ...from(context), user: event.user };
    await requests.attempt(caller, () => home.show(caller));
  });
  app.event('app_uninstalled', async ({ body }) => {
    await stored?.remove(ownerOf(body as unknown as EventBody));
  });
  app.event('tokens_revoked', async ({ event, body }) => {
    // Tokens of people are none of ours.
    if ((event.tokens.bot ?? []).length > 0) await stored?.remove(ownerOf(body as unknown as EventBody));
  });
}

/** `authorize` (platform.ts) has found it. */
function from(context: Context): { installation: Installation } {
  return { installation: context.installation as Installation };
}

function ownerOf({ team_id: team, enterprise_id, authorizations = [] }: EventBody) {
  const enterprise = enterprise_id ?? undefined;
  return { team, enterprise, org: authorizations.some(({ is_enterprise_install }) => is_enterprise_install) };
}

/** What is read of the payloads (docs.slack.dev/reference/interaction-payloads, reference/events). */
interface Pressed {
  user: { id: string };
  trigger_id: string;
  response_url?: string;
  container?: { channel_id?: string; message_ts?: string; thread_ts?: string };
  /** The same as in the container, which is left out here and there. */
  channel?: { id: string };
  message?: { thread_ts?: string };
  view?: { id: string; callback_id: string; private_metadata?: string };
}

interface MessageShortcut {
  user: { id: string };
  channel: { id: string };
  message: { ts: string; thread_ts?: string; files?: GivenFile[] };
  trigger_id: string;
  response_url?: string;
}

interface EventBody {
  team_id?: string;
  enterprise_id?: string | null;
  authorizations?: { is_enterprise_install?: boolean }[];
}
