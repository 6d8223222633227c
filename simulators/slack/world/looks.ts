/** How blocks look to a person: their pictures, and what can be pressed or filled in. */
import type { Control, JsonObject, ShownImage } from '../api.js';
import { interactive, pictures, textOf } from '../blocks/find.js';
import { optionsOf } from '../blocks/state.js';
import type { Core } from '../core.js';
import { isObject, str } from '../json.js';
import type { FileState } from './file.js';

/** `stuck` names pictures that Slack shows instead, by the element's place; undefined stands for its placeholder. */
export function imagesOf(
  core: Core,
  blocks: readonly JsonObject[],
  stuck: ReadonlyMap<string, FileState | undefined> = new Map(),
): ShownImage[] {
  return pictures(blocks).map(({ block, element, at }) => {
    const url = element.image_url === undefined ? undefined : str(element.image_url);
    const named = isObject(element.slack_file) ? core.files.named(element.slack_file) : undefined;
    const file = stuck.has(at) ? stuck.get(at) : named;
    return {
      blockId: str(block.block_id),
      alt: str(element.alt_text),
      title: textOf(element.title),
      url,
      file: file?.deleted ? undefined : file,
      bytes: url === undefined ? file?.bytes : core.proxied.get(url)?.bytes,
    };
  });
}

export function controlsOf(blocks: readonly JsonObject[]): Control[] {
  return interactive(blocks).map(({ block, element }) => ({
    type: str(element.type),
    blockId: str(block.block_id),
    actionId: str(element.action_id),
    label: textOf(block.label) || textOf(element.text) || textOf(element.placeholder),
    value: element.value === undefined ? undefined : str(element.value),
    style: element.style === undefined ? undefined : str(element.style),
    options: optionsOf(element).map((option) => ({ value: str(option.value), label: textOf(option.text) })),
  }));
}
