/** Emojis on buttons and select options (developers/resources/emoji#emoji-object). */
import type { Component } from '../world/components.js';
import type { Form } from './form.js';

/** A custom emoji by id, or a Unicode emoji by name. */
export function checkEmoji(emoji: Component['emoji'], form: Form): void {
  if (emoji === undefined || emoji === null || emoji.id) return;
  if (
    !/^(\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[\d#*]\u{FE0F}?\u{20E3})/u.test(emoji.name ?? '')
  )
    form.at('name').refuse('COMPONENT_INVALID_EMOJI', 'Invalid emoji');
}
