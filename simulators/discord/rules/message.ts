/**
 * From a body and its files to the message that results, or to the error that Discord would answer (developers/resources/message#create-message
 * and #edit-message, developers/interactions/receiving-and-responding, developers/components/reference).
 */
import { refusal } from '../errors.js';
import { FLAG } from '../protocol.js';
import type { Channel } from '../world/channel.js';
import { type Component, numbered, walk } from '../world/components.js';
import type { StoredFile } from '../world/files.js';
import type { Draft, Message } from '../world/message.js';
import { checkSizes, type Plan, planAttachments, type Upload } from './attachments.js';
import { checkComponents } from './components.js';
import { checkEmbeds } from './embeds.js';
import { type Body, Form } from './form.js';
import { checkAllowedMentions, mentionsIn } from './mentions.js';

const MOST_CONTENT = 2000;

/** "Only SUPPRESS_EMBEDS, EPHEMERAL, IS_COMPONENTS_V2 and SUPPRESS_NOTIFICATIONS can be set"; edits: the first and the third. */
const SETTABLE = FLAG.suppressEmbeds | FLAG.suppressNotifications | FLAG.v2;
const EDITABLE = FLAG.suppressEmbeds | FLAG.v2;

export interface Sending {
  channel: Channel;
  body: Body;
  uploads: readonly Upload[];
  /** Which defaults of allowed_mentions count. */
  way: 'channel' | 'webhook';
  /** Bytes for one file. */
  limitBytes: number;
  /** Where in the request the message is: `data` of a callback. */
  path?: string[];
  /** The message that is edited. */
  before?: Message;
  /** Of a new message. */
  ephemeral?: boolean;
  /** For replies: whom allowed_mentions.replied_user would mention. */
  replyAuthor?: string | undefined;
}

export function compose(sending: Sending): Draft {
  const { body, uploads, before } = sending;
  checkSizes(uploads, sending.limitBytes);
  const form = new Form(sending.path ?? []);
  const plan = planAttachments(body, uploads, before?.files, form.at('attachments'));
  const flags = flagsOf(sending, form);
  const v2 = (flags & FLAG.v2) !== 0;
  const content = contentOf(sending, form);
  const embeds = embedsOf(sending, form);
  if (v2) checkLegacy(content, embeds, body, form);
  const components = componentsOf(sending, v2, plan, form);
  checkAllowedMentions(body.allowed_mentions, form.at('allowed_mentions'));
  form.settle();
  if (
    !content &&
    embeds.length === 0 &&
    components.length === 0 &&
    plan.kept.length + plan.added.length === 0
  )
    throw refusal(50006);
  return {
    content,
    embeds,
    components,
    flags,
    files: filesOf(sending, plan, (flags & FLAG.ephemeral) !== 0),
    mentions: mentionsOf(sending, content, components, v2),
  };
}

function flagsOf({ body, before, ephemeral }: Sending, form: Form): number {
  const given = body.flags ?? undefined;
  if (!form.at('flags').integer(given, { min: 0, max: 2 ** 31 - 1, optional: true }) || given === undefined)
    return before === undefined ? (ephemeral ? FLAG.ephemeral : 0) : before.flags & ~FLAG.loading;
  if (before === undefined) return (given & SETTABLE) | (ephemeral ? FLAG.ephemeral : 0);
  // "Unsupported flag changes are currently ignored without error"; IS_COMPONENTS_V2 "can only be set".
  const kept = before.flags & ~(EDITABLE | FLAG.loading);
  return kept | (given & EDITABLE) | (before.flags & FLAG.v2);
}

function contentOf({ body, before }: Sending, form: Form): string {
  if (body.content === undefined) return before?.content ?? '';
  if (body.content === null) return '';
  return form.at('content').text(body.content, { max: MOST_CONTENT }) ? body.content : '';
}

function embedsOf({ body, before }: Sending, form: Form): Body[] {
  if (body.embeds === undefined) return [...(before?.embeds ?? [])];
  if (body.embeds === null) return [];
  return checkEmbeds(body.embeds, form.at('embeds')) ? body.embeds : [];
}

/** Of the final state, so that an edit to Components V2 has to empty what there was ("must have their values reset to empty"). */
function checkLegacy(content: string, embeds: readonly Body[], body: Body, form: Form): void {
  const refuse = (field: string): void =>
    form
      .at(field)
      .refuse(
        'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
        `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
      );
  if (content !== '') refuse('content');
  if (embeds.length > 0) refuse('embeds');
  if (body.poll) refuse('poll');
  if (Array.isArray(body.sticker_ids) && body.sticker_ids.length > 0) refuse('sticker_ids');
}

function componentsOf({ body, before }: Sending, v2: boolean, plan: Plan, form: Form): Component[] {
  const given = body.components ?? undefined;
  const place = form.at('components');
  if (given !== undefined) return checkComponents(given, v2, plan.names, place) ? numbered(given) : [];
  const kept = body.components === null ? [] : [...(before?.components ?? [])];
  // Files that the old components show must not be removed.
  const left = new Set([...plan.kept.map(({ file }) => file.name), ...plan.names]);
  return checkComponents(kept, v2, left, place) ? kept : [];
}

function filesOf({ channel }: Sending, plan: Plan, ephemeral: boolean): StoredFile[] {
  for (const { file, description, spoiler } of plan.kept) {
    file.description = description ?? file.description;
    file.spoiler = spoiler ?? file.spoiler;
  }
  const added = plan.added.map(({ upload, name, description, spoiler }) => {
    const stored = channel.world.files.store(
      { name, data: upload.data, ...(description === undefined ? {} : { description }) },
      ephemeral ? channel.world.applicationId : channel.id,
      ephemeral,
    );
    stored.spoiler ||= spoiler ?? false;
    return stored;
  });
  return [...plan.kept.map(({ file }) => file), ...added];
}

function mentionsOf(
  { body, before, way, replyAuthor }: Sending,
  content: string,
  components: Component[],
  v2: boolean,
): Draft['mentions'] {
  const untouched = before !== undefined && body.content === undefined && body.components === undefined;
  if (untouched)
    return {
      users: [...before.mentions],
      roles: [...before.mentionedRoles],
      everyone: before.mentionsEveryone,
    };
  const text = v2 ? [...walk(components)].map((one) => one.content ?? '').join('\n') : content;
  return mentionsIn(text, body.allowed_mentions, way, replyAuthor);
}
