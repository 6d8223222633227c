/** The actions of the page, carried out as the person who was chosen there. */
import type { InputValue, Json, JsonObject, LocalFile, Outcome } from '../api.js';
import type { Core } from '../core.js';
import { isObject, objects, str, truth } from '../json.js';
import type { ChannelState } from '../world/channel.js';
import type { MessageState } from '../world/message.js';
import type { PersonState } from '../world/person.js';
import type { ViewState } from '../world/view.js';

interface Act {
  core: Core;
  person: PersonState;
  channel: ChannelState;
  body: JsonObject;
}

/** Words for the person when something went wrong, or nothing. */
export async function perform(act: Act): Promise<string> {
  const run = ACTS[str(act.body.act)];
  if (!run) throw new Error(`there is no act "${str(act.body.act)}"`);
  const outcome = await run(act);
  return outcome && !outcome.ok ? complaint(outcome.failure ?? '') : '';
}

const ACTS: Record<string, (act: Act) => Promise<Outcome | undefined>> = {
  say: async ({ person, channel, body, core }) => {
    const text = str(body.text).trim();
    const thread = body.thread ? str(body.thread) : undefined;
    const [, command, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
    if (command) return person.slash(channel, command, rest, thread ? { thread } : {});
    const files = localFiles(body.files);
    const options = { files, ...(thread ? { thread } : {}) };
    // Nobody waits for the app to acknowledge a message.
    void person.say(channel, named(core, text), options);
    return undefined;
  },
  press: ({ person, body, ...rest }) => person.press(placeOf({ person, body, ...rest }), address(body)),
  choose: ({ person, body, ...rest }) =>
    person.choose(placeOf({ person, body, ...rest }), address(body), body.value as InputValue),
  submit: async ({ core, person, body }) => {
    const view = viewOf(core, body);
    const values: Record<string, InputValue> = {};
    for (const { block, action, value, files } of objects(body.values)) {
      values[`${str(block)}/${str(action)}`] =
        files === undefined ? (value as InputValue) : localFiles(files);
    }
    const sent = await person.submit(view, values);
    return Object.keys(sent.errors).length > 0 ? undefined : sent;
  },
  dismiss: async ({ core, person, body }) => {
    void person.dismiss(viewOf(core, body), { all: truth(body.all) });
    return undefined;
  },
  shortcut: ({ person, channel, body }) => person.shortcut(messageOf(channel, body), str(body.callback)),
  globalShortcut: ({ person, body }) => person.globalShortcut(str(body.callback)),
  openHome: async ({ person }) => {
    void person.openHome();
    return undefined;
  },
  delete: async ({ person, channel, body }) => {
    void person.delete(messageOf(channel, body));
    return undefined;
  },
  invite: async ({ channel, body }) => {
    void (truth(body.out) ? channel.kickBot() : channel.inviteBot());
    return undefined;
  },
  advance: async ({ core, body }) => {
    await core.clock.advance(Number(body.ms));
    core.changes.notify();
    return undefined;
  },
  disconnect: async ({ core, body }) => {
    if (body.how === 'cut') core.socket.cut();
    else await core.socket.disconnect(body.how === 'warning' ? 'warning' : 'refresh_requested');
    return undefined;
  },
  storm: async ({ core, body }) => {
    core.faults.add({ method: '*', times: Number(body.times), answer: { ratelimited: 2 } });
    return undefined;
  },
  replace: async ({ core, body }) => {
    core.slackFileReplace = body.mode === 'refused' || body.mode === 'ignored' ? body.mode : 'works';
    core.changes.notify();
    return undefined;
  },
};

/** As Slack words it where its words are known. */
function complaint(failure: string): string {
  const words: Record<string, string> = {
    not_in_threads: 'Slash commands do not work in threads.',
    unknown_command: 'That is not a command of this app.',
    incomplete: '',
  };
  return words[failure] ?? `That failed with the error “${failure}”.`;
}

function address(body: JsonObject): string {
  return `${str(body.block)}/${str(body.action)}`;
}

function placeOf({ core, channel, body }: Act): MessageState | ViewState {
  return body.view ? viewOf(core, body) : messageOf(channel, body);
}

function viewOf(core: Core, body: JsonObject): ViewState {
  const view = core.views.get(str(body.view));
  if (!view) throw new Error('that view is gone');
  return view;
}

function messageOf(channel: ChannelState, body: JsonObject): MessageState {
  const message = channel.find(str(body.ts));
  if (!message) throw new Error('that message is gone');
  return message;
}

/** `@ada` and `@Atelier` as Slack's composer would have it. */
function named(core: Core, text: string): string {
  const ids = new Map([...core.users.values()].map(({ name, id }) => [name.toLowerCase(), id]));
  for (const { bot } of core.teams) if (bot) ids.set(core.app.name.toLowerCase(), bot.botUserId);
  return text.replace(/@([\p{L}\p{N}_-]+)/gu, (whole, name: string) => {
    const id = ids.get(name.toLowerCase());
    return id ? `<@${id}>` : whole;
  });
}

function localFiles(value: Json): LocalFile[] {
  return objects(value)
    .filter(isObject)
    .map(({ name, data }) => ({ name: str(name), bytes: Buffer.from(str(data), 'base64') }));
}
