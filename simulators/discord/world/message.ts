/** One message: what it says now, what it said before, what each person sees of it. */
import type { APIMessage } from 'discord.js';
import type { FakeButton, FakeMenu, FakeMessage, FakePicture, FakeRevision, FakeUser } from '../api.js';
import type { Interaction } from '../people/interaction.js';
import type { Person } from '../people/person.js';
import { COMPONENT, FLAG, INTENT, SELECTS } from '../protocol.js';
import type { Channel } from './channel.js';
import { attachmentName, type Component, mediaOf, walk } from './components.js';
import type { StoredFile } from './files.js';
import { button, describe, elsewhere, embedText, menu } from './message-parts.js';
import { messagePayload, withoutContent } from './message-payload.js';
import type { World } from './world.js';

/** What a create or an edit comes to once the rules have passed it. */
export interface Draft {
  content: string;
  embeds: Record<string, unknown>[];
  components: Component[];
  files: StoredFile[];
  flags: number;
  mentions: { users: string[]; roles: string[]; everyone: boolean };
}

interface Origin {
  author: Person;
  type: number;
  replyTo?: string | undefined;
  interaction?: Interaction;
  /** Ephemeral: for this person only. */
  onlyFor?: Person;
}

export class Message implements FakeMessage {
  readonly id: string;
  readonly createdAt: number;
  readonly author: Person;
  readonly type: number;
  readonly replyTo: string | undefined;
  readonly interaction: Interaction | undefined;
  readonly onlyFor: Person | undefined;
  readonly history: FakeRevision[] = [];
  readonly pinged: readonly string[];
  readonly #dismissed = new Set<string>();
  #draft: Draft;
  editedAt: number | undefined;
  deleted = false;

  constructor(
    readonly world: World,
    readonly channel: Channel,
    origin: Origin,
    draft: Draft,
    via: FakeRevision['via'],
  ) {
    this.id = world.ids.next();
    this.createdAt = world.clock.now();
    this.author = origin.author;
    this.type = origin.type;
    this.replyTo = origin.replyTo;
    this.interaction = origin.interaction;
    this.onlyFor = origin.onlyFor;
    this.#draft = draft;
    // Creating a message notifies; an ephemeral one notifies nobody else, and edits notify nobody, the first one of a deferred reply
    // included (discord-api-docs#5497).
    this.pinged = this.ephemeral || this.loading ? [] : this.#notified();
    world.messages.set(this.id, this);
    this.#record(via);
    if (!this.ephemeral) this.#tell('MESSAGE_CREATE');
    world.watch.changed();
  }

  get content(): string {
    return this.#draft.content;
  }
  get embeds(): readonly Record<string, unknown>[] {
    return this.#draft.embeds;
  }
  get components(): readonly Component[] {
    return this.#draft.components;
  }
  get files(): readonly StoredFile[] {
    return this.#draft.files;
  }
  get flags(): number {
    return this.#draft.flags;
  }
  get mentions(): readonly string[] {
    return this.#draft.mentions.users;
  }
  get mentionedRoles(): readonly string[] {
    return this.#draft.mentions.roles;
  }
  get mentionsEveryone(): boolean {
    return this.#draft.mentions.everyone;
  }
  get authorId(): string {
    return this.author.id;
  }
  get ephemeral(): boolean {
    return (this.flags & FLAG.ephemeral) !== 0;
  }
  get loading(): boolean {
    return (this.flags & FLAG.loading) !== 0;
  }
  get componentsV2(): boolean {
    return (this.flags & FLAG.v2) !== 0;
  }
  get payload(): APIMessage {
    return messagePayload(this);
  }

  get text(): string {
    const displays = [...walk(this.components)].map(({ content }) => content);
    return [this.content, ...displays, ...this.embeds.map(embedText)].filter(Boolean).join('\n');
  }

  get buttons(): readonly FakeButton[] {
    return [...walk(this.components)].filter(({ type }) => type === COMPONENT.button).map(button);
  }

  get menus(): readonly FakeMenu[] {
    return [...walk(this.components)].filter(({ type }) => SELECTS.includes(type)).map(menu);
  }

  get attachments(): readonly FakePicture[] {
    return this.files.map((file) => this.#picture(file));
  }

  get pictures(): readonly FakePicture[] {
    const inComponents = [...walk(this.components)]
      .flatMap(mediaOf)
      .map(({ media, description, spoiler }) => {
        const file = this.fileNamed(attachmentName(media.url));
        const shown = file === undefined ? elsewhere(media.url) : this.#picture(file);
        return { ...shown, description: description ?? shown.description, spoiler };
      });
    const inEmbeds = this.embeds.flatMap((embed) =>
      [embed.thumbnail, embed.image].flatMap((media) => {
        const url = (media as { url?: string } | undefined)?.url;
        const file = this.fileNamed(attachmentName(url));
        return file === undefined ? (url?.startsWith('http') ? [elsewhere(url)] : []) : [this.#picture(file)];
      }),
    );
    const used = this.usedFiles();
    // "Attachments won't show by default - they must be exposed through components" once a message is Components V2.
    const plain = this.componentsV2 ? [] : this.files.filter((file) => !used.has(file));
    return [...inComponents, ...inEmbeds, ...plain.map((file) => this.#picture(file))];
  }

  /** Files that components or embeds show. */
  usedFiles(): Set<StoredFile> {
    const urls = [
      ...[...walk(this.components)].flatMap(mediaOf).map(({ media }) => media.url),
      ...this.embeds
        .flatMap(({ image, thumbnail }) => [image, thumbnail] as ({ url?: string } | undefined)[])
        .map((m) => m?.url),
    ];
    return new Set(urls.flatMap((url) => this.fileNamed(attachmentName(url)) ?? []));
  }

  fileNamed(name: string | undefined): StoredFile | undefined {
    return name === undefined ? undefined : this.files.findLast((file) => file.name === name);
  }

  button(labelOrId: string): FakeButton {
    const found = this.buttons.find(
      ({ label, customId, emoji }) => label === labelOrId || customId === labelOrId || emoji === labelOrId,
    );
    if (found !== undefined) return found;
    const there = this.buttons.map(({ label, emoji }) => label || emoji).join(', ') || 'none';
    throw new Error(`the message has no button "${labelOrId}"; its buttons: ${there}`);
  }

  visibleTo(user: FakeUser): boolean {
    if (this.deleted || this.#dismissed.has(user.id)) return false;
    if (this.onlyFor !== undefined && this.onlyFor.id !== user.id) return false;
    return this.channel.may(user.id, 'ViewChannel');
  }

  dismiss(user: FakeUser): void {
    this.#dismissed.add(user.id);
    this.world.watch.changed();
  }

  until(
    condition: (message: FakeMessage) => boolean,
    what = 'the message to fulfil the condition',
  ): Promise<FakeMessage> {
    return this.world.watch.until(
      () => {
        if (condition(this)) return this;
        if (this.deleted)
          throw new Error(`waited for ${what}, and the message was deleted. It was:\n${this.text}`);
        return undefined;
      },
      () => `Expected ${what}; the message is:\n${describe(this)}`,
    );
  }

  revise(draft: Draft, via: FakeRevision['via']): void {
    for (const file of this.files) if (!draft.files.includes(file)) file.gone = true;
    this.#draft = draft;
    this.editedAt = this.world.clock.now();
    this.#record(via);
    if (!this.ephemeral) this.#tell('MESSAGE_UPDATE');
    this.world.watch.changed();
  }

  delete(): void {
    if (this.deleted) return;
    this.vanish();
    const { channel } = this;
    if (!this.ephemeral)
      this.world.dispatch(
        'MESSAGE_DELETE',
        { id: this.id, channel_id: channel.id, ...(channel.guild ? { guild_id: channel.guild.id } : {}) },
        this.#audience(),
      );
    this.world.watch.changed();
  }

  /** Gone without an event of its own, as when its channel is deleted. */
  vanish(): void {
    this.deleted = true;
    for (const file of this.files) file.gone = true;
  }

  #notified(): string[] {
    const { users, roles, everyone } = this.#draft.mentions;
    const guild = this.channel.guild;
    const members = [...(guild?.members.values() ?? [])].filter(
      ({ roleIds }) => everyone || roleIds.some((id) => roles.includes(id)),
    );
    return [...new Set([...users, ...members.map(({ userId }) => userId)])].filter(
      (id) => id !== this.author.id,
    );
  }

  #record(via: FakeRevision['via']): void {
    this.history.push({
      at: this.world.clock.now(),
      realAt: performance.now(),
      via,
      text: this.text,
      pictures: this.pictures,
      payload: this.payload,
    });
  }

  #picture(file: StoredFile): FakePicture {
    const { world } = this;
    return {
      attachmentId: file.id,
      filename: file.name,
      contentType: file.contentType,
      description: file.description,
      size: file.data.byteLength,
      spoiler: file.spoiler,
      bytes: file.data,
      get url() {
        return world.files.signed(file);
      },
    };
  }

  #audience() {
    const guildId = this.channel.guild?.id;
    return { guildId, intent: guildId === undefined ? INTENT.directMessages : INTENT.guildMessages };
  }

  #tell(event: string): void {
    const bystander =
      this.channel.kind === 'private' ||
      (this.channel.guild !== undefined && !this.channel.may(this.world.bot.id, 'ViewChannel'));
    if (bystander) return;
    const own =
      this.author === this.world.bot ||
      this.channel.guild === undefined ||
      this.mentions.includes(this.world.bot.id);
    const open = own || (this.world.privilegedIntents & INTENT.messageContent) !== 0;
    const payload = open ? this.payload : withoutContent(this.payload);
    const guild = this.channel.guild;
    // discord-api-docs, pull request 8311: the type of its channel, which discord.js needs for a direct message.
    const type = event === 'MESSAGE_CREATE' && !this.world.sparse ? { channel_type: this.channel.type } : {};
    const place = { ...type, ...(guild ? { guild_id: guild.id } : {}) };
    this.world.dispatch(event, { ...payload, ...place }, this.#audience());
  }
}
