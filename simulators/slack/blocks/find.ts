/** Walking through blocks: every element that can be pressed or filled in, every picture, every word. */
import type { JsonObject } from '../api.js';
import { isObject, objects, str } from '../json.js';

export interface Place {
  block: JsonObject;
  element: JsonObject;
  /** From the blocks: /0/elements/1 */
  at: string;
}

/** Accessories, elements of actions, elements of inputs; without images. */
export function interactive(blocks: readonly JsonObject[]): Place[] {
  return blocks.flatMap((block, index) => {
    const at = `/${index}`;
    if (block.type === 'input' && isObject(block.element)) {
      return [{ block, element: block.element, at: `${at}/element` }];
    }
    if (block.type === 'section' && isObject(block.accessory) && block.accessory.type !== 'image') {
      return [{ block, element: block.accessory, at: `${at}/accessory` }];
    }
    if (block.type !== 'actions') return [];
    return objects(block.elements).map((element, position) => ({
      block,
      element,
      at: `${at}/elements/${position}`,
    }));
  });
}

/** Image blocks, image accessories, images in a context. */
export function pictures(blocks: readonly JsonObject[]): Place[] {
  return blocks.flatMap((block, index): Place[] => {
    const at = `/${index}`;
    if (block.type === 'image') return [{ block, element: block, at }];
    if (block.type === 'section' && isObject(block.accessory) && block.accessory.type === 'image') {
      return [{ block, element: block.accessory, at: `${at}/accessory` }];
    }
    if (block.type !== 'context') return [];
    return objects(block.elements)
      .map((element, position) => ({ block, element, at: `${at}/elements/${position}` }))
      .filter(({ element }) => element.type === 'image');
  });
}

/** Text of a text object. */
export function textOf(value: JsonObject[string]): string {
  return isObject(value) ? str(value.text) : '';
}

/** What a person reads in these blocks, one line each. */
export function wordsOf(blocks: readonly JsonObject[]): string[] {
  return blocks.flatMap(blockWords).filter((line) => line !== '');
}

function blockWords(block: JsonObject): string[] {
  switch (block.type) {
    case 'section':
      return [
        textOf(block.text),
        ...objects(block.fields).map((field) => str(field.text)),
        ...(isObject(block.accessory) ? elementWords(block.accessory) : []),
      ];
    case 'header':
      return [textOf(block.text)];
    case 'markdown':
      return [str(block.text)];
    case 'image':
      return [textOf(block.title)];
    case 'input':
      return [
        textOf(block.label),
        textOf(block.hint),
        ...(isObject(block.element) ? elementWords(block.element) : []),
      ];
    case 'context':
      return objects(block.elements).map((element) => str(element.text));
    case 'actions':
      return objects(block.elements).flatMap(elementWords);
    case 'rich_text':
      return [richWords(block)];
    default:
      return [];
  }
}

function elementWords(element: JsonObject): string[] {
  const options = [
    ...objects(element.options),
    ...objects(element.option_groups).flatMap((group) => objects(group.options)),
  ];
  const shown = ['checkboxes', 'radio_buttons'].includes(str(element.type)) ? options : [];
  return [
    textOf(element.text),
    textOf(element.placeholder),
    ...(isObject(element.initial_option) ? [textOf(element.initial_option.text)] : []),
    ...shown.flatMap((option) => [textOf(option.text), textOf(option.description)]),
  ];
}

function richWords(value: JsonObject): string {
  const own =
    typeof value.text === 'string' ? value.text : value.type === 'user' ? `<@${value.user_id}>` : '';
  return own + objects(value.elements).map(richWords).join('');
}
