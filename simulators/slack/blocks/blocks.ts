/** Block Kit's blocks, by surface, with their limits: docs.slack.dev/reference/block-kit/blocks. */
import type { Json, JsonObject } from '../api.js';
import { isObject, objects, str } from '../json.js';
import {
  accessories,
  actionElements,
  anyText,
  ID,
  imageElement,
  inputElements,
  picture,
  pictureFields,
  plainText,
} from './elements.js';
import { anything, boolean, both, byType, fields, list, problem, type Rule, string } from './schema.js';

export type Surface = 'message' | 'modal' | 'home';

const type = anything;
const common = { block_id: ID };

const section = both(
  fields(
    { type },
    {
      ...common,
      text: anyText(3000),
      fields: list(anyText(2000), 10, 1),
      accessory: accessories,
      expand: boolean,
    },
  ),
  (value, at, out) => {
    if (isObject(value) && value.text === undefined && value.fields === undefined) {
      out.push(problem('missing required field: text', at));
    }
  },
);

const image = both(
  fields({ type, alt_text: string(2000) }, { ...common, ...pictureFields, title: plainText(2000) }),
  picture,
);

const contextElements = byType({
  image: imageElement,
  plain_text: plainText(3000),
  mrkdwn: anyText(3000),
});

/** file_input works in modals only. */
function input(surface: Surface): Rule {
  return both(
    fields(
      { type, label: plainText(2000), element: inputElements },
      { ...common, hint: plainText(2000), optional: boolean, dispatch_action: boolean },
    ),
    (value, at, out) => {
      const element = isObject(value) ? value.element : undefined;
      if (surface !== 'modal' && isObject(element) && element.type === 'file_input') {
        out.push(problem('unsupported type: file_input', `${at}/element/type`));
      }
    },
  );
}

function blockRules(surface: Surface): Rule {
  return byType({
    section,
    image,
    divider: fields({ type }, common),
    header: fields({ type, text: plainText(150) }, common),
    context: fields({ type, elements: list(contextElements, 10, 1) }, common),
    actions: fields({ type, elements: list(actionElements, 25, 1) }, common),
    input: input(surface),
    rich_text: fields({ type, elements: list(anything, 1_000) }, common),
    ...(surface === 'message' ? { markdown: fields({ type, text: string(12_000) }, common) } : {}),
  });
}

/** Up to 50 blocks in a message, 100 in a modal and in App Home. */
const MOST_BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

/** Everything that is wrong with the form of these blocks; their pictures are looked at in pictures.ts. */
export function checkBlocks(blocks: Json, surface: Surface, at = '/blocks'): string[] {
  const out: string[] = [];
  list(blockRules(surface), MOST_BLOCKS[surface])(blocks, at, out);
  if (out.length === 0) checkUnique(objects(blocks), at, out);
  return out;
}

/** block_ids within the message or view, action_ids within their block. */
function checkUnique(blocks: readonly JsonObject[], at: string, out: string[]): void {
  const seen = new Set<string>();
  blocks.forEach((block, index) => {
    const id = str(block.block_id);
    if (id && seen.has(id)) out.push(problem('block_id already exists', `${at}/${index}/block_id`));
    seen.add(id);
    const actions = new Set<string>();
    objects(block.elements).forEach((element, position) => {
      const action = str(element.action_id);
      if (action && actions.has(action)) {
        out.push(problem('action_id already exists', `${at}/${index}/elements/${position}/action_id`));
      }
      actions.add(action);
    });
  });
}
