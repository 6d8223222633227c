/** The rules of a view: docs.slack.dev/reference/views. */
import type { Json } from '../api.js';
import { isObject, objects } from '../json.js';
import { checkBlocks } from './blocks.js';
import { ID, plainText } from './elements.js';
import { anything, boolean, byType, fields, problem, string } from './schema.js';

const shared = { private_metadata: string(3000, 0), callback_id: ID, external_id: string(255, 0) };
const type = anything;
const blocks = anything;

const viewRules = byType({
  modal: fields(
    { type, blocks, title: plainText(24) },
    {
      ...shared,
      close: plainText(24),
      submit: plainText(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
  ),
  // A home tab takes these and has no use for them, as views.publish has been seen to accept.
  home: fields({ type, blocks }, { ...shared, title: plainText(24) }),
});

/** "Error returned if the provided view is greater than 250kb." */
export const MOST_VIEW_BYTES = 250_000;

/** What is wrong with the form of this view, with pointers from the arguments of the method (/view/...). */
export function checkView(view: Json, at = '/view'): string[] {
  const out: string[] = [];
  viewRules(view, at, out);
  if (!isObject(view) || out.length > 0) return out;
  out.push(...checkBlocks(view.blocks, view.type === 'home' ? 'home' : 'modal', `${at}/blocks`));
  const asks = objects(view.blocks).some((block) => block.type === 'input');
  if (view.type === 'modal' && asks && view.submit === undefined) {
    out.push(problem('submit is required when an input block is within the blocks array', `${at}/submit`));
  }
  return out;
}
