/** The parts of a message that a test reads: texts, buttons, menus and pictures by URL; and the message in words, for reports. */
import type { FakeButton, FakeMenu, FakeMessage, FakePicture } from '../api.js';
import { COMPONENT } from '../protocol.js';
import type { Component } from './components.js';

const MENU_KINDS: Record<number, FakeMenu['kind']> = {
  [COMPONENT.select]: 'select',
  [COMPONENT.userSelect]: 'user',
  [COMPONENT.roleSelect]: 'role',
  [COMPONENT.mentionableSelect]: 'mentionable',
  [COMPONENT.channelSelect]: 'channel',
};

export const elsewhere = (url: string): FakePicture => ({
  attachmentId: '',
  filename: url.split('/').at(-1) ?? '',
  contentType: undefined,
  description: undefined,
  size: 0,
  spoiler: false,
  url,
  bytes: new Uint8Array(),
});

export function embedText(embed: Record<string, unknown>): string {
  const fields = (embed.fields as { name: string; value: string }[] | undefined) ?? [];
  const footer = embed.footer as { text?: string } | undefined;
  const author = embed.author as { name?: string } | undefined;
  const parts = [
    author?.name,
    embed.title,
    embed.description,
    ...fields.flatMap(({ name, value }) => [name, value]),
    footer?.text,
  ];
  return parts.filter(Boolean).join('\n');
}

export const button = (component: Component): FakeButton => ({
  label: component.label ?? '',
  customId: component.custom_id,
  url: component.url,
  emoji: component.emoji?.name,
  style: component.style ?? 0,
  disabled: component.disabled ?? false,
});

export const menu = (component: Component): FakeMenu => ({
  customId: component.custom_id ?? '',
  kind: MENU_KINDS[component.type] ?? 'select',
  placeholder: component.placeholder ?? '',
  disabled: component.disabled ?? false,
  min: component.min_values ?? 1,
  max: component.max_values ?? 1,
  options: (component.options ?? []).map((option) => ({
    label: option.label,
    value: option.value,
    description: option.description ?? '',
    default: option.default ?? false,
  })),
});

/** For the report of a wait that timed out. */
export function describe(message: FakeMessage): string {
  const marks = [
    message.loading ? 'thinking' : '',
    message.ephemeral ? 'ephemeral' : '',
    message.deleted ? 'deleted' : '',
  ];
  const pictures = message.pictures.map(({ filename, size }) => `${filename} (${size} bytes)`).join(', ');
  const buttons = message.buttons
    .map(({ label, emoji, disabled }) => `[${label || emoji}${disabled ? ', disabled' : ''}]`)
    .join(' ');
  return [
    marks.filter(Boolean).join(', '),
    message.text,
    pictures && `pictures: ${pictures}`,
    buttons,
    `${message.history.length - 1} edits`,
  ]
    .filter(Boolean)
    .join('\n');
}
