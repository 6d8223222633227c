/** The actions of the page: those of a person, and faults of the platform. */
import { ClientRefusal, type FakeFile, type ModalValue, type OptionValue } from '../api.js';
import type { RunningDiscord } from '../index.js';
import type { Interaction } from '../people/interaction.js';
import type { Person } from '../people/person.js';
import type { Upload } from '../rules/attachments.js';
import { type Body, isObject } from '../rules/form.js';
import type { Channel } from '../world/channel.js';
import type { Message } from '../world/message.js';

/** A file of the request: `{ "file": 0 }` stands for files[0]. */
type Given = string | number | boolean | { file: number } | { file: number }[] | string[];

interface Doing {
  discord: RunningDiscord;
  person: Person;
  body: Body;
  uploads: readonly Upload[];
}

const ACTS: Record<string, (doing: Doing) => unknown> = {
  say: ({ discord, person, body, uploads }) => {
    person.say(channelOf(discord, body), String(body.text ?? ''), { files: uploads.map(fileOf) });
  },
  slash: (doing) => {
    doing.person.slash(
      channelOf(doing.discord, doing.body),
      String(doing.body.name),
      valuesOf(doing) as Record<string, OptionValue>,
    );
  },
  autocomplete: ({ discord, person, body }) =>
    person
      .autocomplete(
        channelOf(discord, body),
        String(body.name),
        body.values as Record<string, OptionValue>,
        String(body.focused),
      )
      .choices(),
  press: ({ discord, person, body }) => {
    person.press(messageOf(discord, body), String(body.customId));
  },
  select: ({ discord, person, body }) => {
    person.select(
      messageOf(discord, body),
      String(body.customId),
      (body.values as string[]).map((value) => thing(discord, value)),
    );
  },
  submit: (doing) => {
    doing.person.submit(modalOf(doing), valuesOf(doing) as Record<string, ModalValue>);
  },
  closeModal: (doing) => {
    modalOf(doing).submitted = true;
    doing.discord.world.watch.changed();
  },
  messageCommand: ({ discord, person, body }) => {
    person.messageCommand(messageOf(discord, body), String(body.name));
  },
  userCommand: ({ discord, person, body }) => {
    const target = discord.world.people.get(String(body.target));
    if (target !== undefined) person.userCommand(channelOf(discord, body), target, String(body.name));
  },
  delete: ({ discord, person, body }) => person.delete(messageOf(discord, body)),
  dismiss: ({ discord, person, body }) => person.dismiss(messageOf(discord, body)),
  install: ({ discord, person, body }) => {
    person.installed = body.installed === true;
    discord.world.watch.changed();
  },
  deny: ({ discord, body }) =>
    channelOf(discord, body).overwrite('bot', { deny: body.permissions as ['SendMessages'] }),
  cut: ({ discord }) => discord.gateway.cut(),
  down: ({ discord }) => discord.gateway.down(),
  up: ({ discord }) => {
    discord.gateway.up();
    discord.world.watch.changed();
  },
  reconnect: ({ discord }) => discord.gateway.reconnect(),
  advance: ({ discord, body }) => discord.clock.advance(Number(body.ms)),
  storm: ({ discord, body }) => {
    discord.faults.next({ times: Number(body.times), answer: { kind: 'rate-limit', retryAfterMs: 1_000 } });
  },
};

/** Does it; the answer is for the page. What a client would not allow comes back as `refused`. */
export async function act(doing: Doing): Promise<{ result?: unknown; refused?: string }> {
  const perform = ACTS[String(doing.body.act)];
  if (perform === undefined) return { refused: `there is no "${String(doing.body.act)}"` };
  try {
    return { result: await perform(doing) };
  } catch (error) {
    if (!(error instanceof ClientRefusal) && !(error instanceof Error)) throw error;
    return { refused: error.message };
  }
}

const fileOf = ({ name, data, contentType }: Upload): FakeFile => ({
  name,
  data,
  ...(contentType ? { contentType } : {}),
});

function valuesOf({ body, uploads }: Doing): Record<string, unknown> {
  const uploaded = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(uploaded);
    if (!isObject(value)) return value;
    const upload = uploads.find(({ index }) => index === String(value.file));
    return upload === undefined ? undefined : fileOf(upload);
  };
  const given = (body.values ?? {}) as Record<string, Given>;
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, uploaded(value)]));
}

function channelOf({ world }: RunningDiscord, body: Body): Channel {
  const channel = world.channels.get(String(body.channel));
  if (channel === undefined) throw new ClientRefusal('that channel is gone');
  return channel;
}

function messageOf({ world }: RunningDiscord, body: Body): Message {
  const message = world.find(String(body.message));
  if (message === undefined) throw new ClientRefusal('that message is gone');
  return message;
}

function modalOf({ discord, body }: Doing) {
  const interaction: Interaction | undefined = [...discord.world.interactions.values()].find(
    ({ id }) => id === body.modal,
  );
  if (interaction?.shown === undefined) throw new ClientRefusal('that modal is gone');
  return interaction.shown;
}

/** A person, a channel or a role by id, or an option's value as it is. */
function thing({ world }: RunningDiscord, value: string) {
  const role = [...world.guilds.values()].map(({ roles }) => roles.get(value)).find(Boolean);
  return world.people.get(value) ?? world.channels.get(value) ?? role ?? value;
}
