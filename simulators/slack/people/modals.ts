/** Filling in, submitting and closing modals: docs.slack.dev/surfaces/modals */
import type { InputValue, Json, JsonObject, Outcome, Submitted } from '../api.js';
import { interactive } from '../blocks/find.js';
import { entryFor, isEmpty } from '../blocks/state.js';
import { viewClosed, viewSubmission } from '../delivery/payloads.js';
import { isObject, obj, str } from '../json.js';
import { Refusal } from '../refusal.js';
import { goodView, pushView } from '../web-api/views.js';
import type { PersonState } from '../world/person.js';
import type { ViewState } from '../world/view.js';
import { filesFor } from './attach.js';
import { findControl } from './controls.js';
import { outcomeOf, refusedByClient } from './outcome.js';

export function fill(person: PersonState, view: ViewState, values: Record<string, InputValue>): void {
  mustBeOpen(view);
  for (const [which, value] of Object.entries(values)) {
    const { block, element } = findControl(view.blocks, which, ({ type }) => type !== 'button');
    const entry = entryFor(element, value, filesFor(person, element, value, view));
    view.put(str(block.block_id), str(element.action_id), entry);
  }
}

export async function submit(
  person: PersonState,
  view: ViewState,
  values: Record<string, InputValue>,
): Promise<Submitted> {
  fill(person, view, values);
  if (view.submitLabel === undefined) throw new Error('this modal has no submit button');
  const errors = ownErrors(view);
  view.complain(errors);
  if (Object.keys(errors).length > 0) return { ...refusedByClient('incomplete'), action: 'none', errors };
  const sent = await person.core.dispatch.interaction('interactive', 'view_submission', viewSubmission(view));
  const outcome = outcomeOf(sent);
  // Not acknowledged: "We had some trouble connecting. Try again?", and the modal stays.
  if (!outcome.ok) return { ...outcome, action: 'none', errors: {} };
  return respond(person, view, outcome, sent.answer.body);
}

/** What Slack asks for before it bothers the app. */
function ownErrors(view: ViewState): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element } of interactive(view.blocks)) {
    if (block.type !== 'input') continue;
    const id = str(block.block_id);
    const entry = view.held[id]?.[str(element.action_id)];
    if (isEmpty(entry, element)) {
      if (block.optional !== true) errors[id] = 'Please complete this required field.';
      continue;
    }
    const wrong = wrongText(element, str(entry?.value));
    if (wrong) errors[id] = wrong;
  }
  return errors;
}

function wrongText(element: JsonObject, value: string): string | undefined {
  if (element.type === 'plain_text_input') {
    const { min_length: least = 0, max_length: most = 3000 } = element;
    if (value.length < Number(least)) return `Please use at least ${least} characters.`;
    if (value.length > Number(most)) return `Please use at most ${most} characters.`;
  }
  if (element.type === 'number_input') {
    const number = Number(value);
    if (value.trim() === '' || Number.isNaN(number)) return 'Please enter a number.';
    if (element.is_decimal_allowed === false && !Number.isInteger(number))
      return 'Please enter a whole number.';
    if (element.min_value !== undefined && number < Number(element.min_value)) {
      return `Please enter a number of ${str(element.min_value)} or more.`;
    }
    if (element.max_value !== undefined && number > Number(element.max_value)) {
      return `Please enter a number of ${str(element.max_value)} or less.`;
    }
  }
  return undefined;
}

/** response_action of the ack; none closes this view and shows the one below. */
async function respond(
  person: PersonState,
  view: ViewState,
  outcome: Outcome,
  body: Json,
): Promise<Submitted> {
  const { core } = person;
  const answer = obj(body);
  const action = str(answer.response_action);
  try {
    switch (action) {
      case 'errors': {
        const errors = goodErrors(view, answer.errors);
        view.complain(errors);
        return { ...outcome, action, errors };
      }
      case 'clear':
        for (const one of person.stack) one.close();
        person.stack = [];
        break;
      case 'update':
        view.show(await goodView(core, view.bot, answer.view, 'modal'));
        break;
      case 'push':
        pushView(core, person.stack, view, view.bot, await goodView(core, view.bot, answer.view, 'modal'));
        break;
      case '':
        closeTop(person, view);
        break;
      default:
        throw new Refusal('invalid_response_action');
    }
    core.changes.notify();
    return { ...outcome, action: action === '' ? 'close' : (action as Submitted['action']), errors: {} };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // bolt-python#241: a bad view in the ack shows "We had some trouble connecting", without a word to the app.
    return { ...outcome, ok: false, failure: error.code, action: 'none', errors: {} };
  }
}

/** "errors" must name blocks of this view that are inputs. */
function goodErrors(view: ViewState, errors: Json): Record<string, string> {
  const inputs = new Set(
    view.blocks.filter(({ type }) => type === 'input').map((block) => str(block.block_id)),
  );
  const given = isObject(errors) ? Object.entries(errors) : [];
  if (given.length === 0 || !given.every(([id]) => inputs.has(id))) throw new Refusal('invalid_errors');
  return Object.fromEntries(given.map(([id, text]) => [id, str(text)]));
}

function closeTop(person: PersonState, view: ViewState): void {
  view.close();
  person.stack = person.stack.filter((one) => one !== view);
}

/** The close button closes one view, the cross (`all`) or clear_on_close the whole stack. */
export async function dismiss(
  person: PersonState,
  view: ViewState,
  all: boolean,
): Promise<Outcome | undefined> {
  mustBeOpen(view);
  const cleared = all || view.clearOnClose;
  const going = cleared ? [...person.stack].reverse() : [view];
  for (const one of going) closeTop(person, one);
  const [first] = await Promise.all(
    going
      .filter(({ notifyOnClose }) => notifyOnClose)
      .map((one) => person.core.dispatch.interaction('interactive', 'view_closed', viewClosed(one, cleared))),
  );
  return first && outcomeOf(first);
}

function mustBeOpen(view: ViewState): void {
  if (!view.open) throw new Error(`the modal "${view.title}" is not open any more`);
}
