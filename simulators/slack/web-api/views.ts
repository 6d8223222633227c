/** views.open, push, update, publish. */
import type { JsonObject } from '../api.js';
import { checkPictures } from '../blocks/pictures.js';
import { problem } from '../blocks/schema.js';
import { checkView, MOST_VIEW_BYTES } from '../blocks/view-rules.js';
import type { Core } from '../core.js';
import { isObject, objects, str } from '../json.js';
import { invalid, Refusal } from '../refusal.js';
import type { InstallationState } from '../world/installation.js';
import { ViewState } from '../world/view.js';
import { type Call, type Method, need, personFor } from './method.js';

/** "Currently the limit is 3." */
const MOST_STACKED_VIEWS = 3;

export const viewMethods: Record<string, Method> = {
  'views.open': { tier: 4, run: open },
  'views.push': { tier: 4, run: push },
  'views.update': { tier: 4, run: update },
  'views.publish': { tier: 4, run: publish },
};

async function open(call: Call): Promise<JsonObject> {
  const { core, args, bot } = call;
  need(args, 'trigger_id', 'view');
  const spec = await goodView(core, bot, args.view, 'modal');
  const { person, channel } = core.triggers.take(str(args.trigger_id));
  freeExternalId(call, spec);
  // A person has one stack of modals per app: a new root takes the place of the old.
  for (const view of person.stack) view.close();
  const view = new ViewState(core, person, bot, spec, { channel });
  person.stack = [view];
  core.changes.notify();
  return { view: view.payload() };
}

async function push(call: Call): Promise<JsonObject> {
  const { core, args, bot } = call;
  need(args, 'trigger_id', 'view');
  const spec = await goodView(core, bot, args.view, 'modal');
  const { person, view: below } = core.triggers.take(str(args.trigger_id));
  freeExternalId(call, spec);
  if (!below?.open) throw new Refusal('not_found');
  return { view: pushView(core, person.stack, below, bot, spec).payload() };
}

/** On top of the stack; also for response_action "push". */
export function pushView(
  core: Core,
  stack: ViewState[],
  below: ViewState,
  bot: InstallationState,
  spec: JsonObject,
): ViewState {
  if (stack.length >= MOST_STACKED_VIEWS) throw new Refusal('push_limit_reached');
  const view = new ViewState(core, below.person, bot, spec, { below });
  stack.push(view);
  core.changes.notify();
  return view;
}

async function update(call: Call): Promise<JsonObject> {
  const { core, args, bot } = call;
  need(args, 'view');
  const { view_id: id, external_id: external } = args;
  // slack-go/slack#667
  if (id !== undefined && external !== undefined) {
    throw invalid('invalid_arguments', ['Cannot provide both `view_id` and `external_id`']);
  }
  if (id === undefined && external === undefined) need(args, 'view_id');
  const spec = await goodView(core, bot, args.view, undefined);
  const view =
    id !== undefined
      ? core.views.get(str(id))
      : [...core.views.values()].find((one) => one.externalId === str(external) && one.open);
  if (!view?.open || view.bot !== bot) throw new Refusal('not_found');
  if (args.hash !== undefined && str(args.hash) !== view.hash) throw new Refusal('hash_conflict');
  freeExternalId(call, spec, view);
  view.show(spec);
  return { view: view.payload() };
}

async function publish(call: Call): Promise<JsonObject> {
  const { core, args, bot } = call;
  need(args, 'user_id', 'view');
  const person = personFor(call, args.user_id);
  const spec = await goodView(core, bot, args.view, 'home');
  if (!core.manifest.home) throw new Refusal('not_enabled');
  const { home } = person;
  if (home && args.hash !== undefined && str(args.hash) !== home.hash) throw new Refusal('hash_conflict');
  freeExternalId(call, spec, home);
  if (home) home.show(spec);
  else person.home = new ViewState(core, person, bot, spec);
  core.changes.notify();
  return { view: person.home!.payload() };
}

/** The view as given, if nothing is wrong with it. */
export async function goodView(
  core: Core,
  bot: InstallationState,
  view: JsonObject[string],
  type: 'modal' | 'home' | undefined,
): Promise<JsonObject> {
  if (!isObject(view)) throw invalid('invalid_arguments', [problem('must be an object', '/view')]);
  if (JSON.stringify(view).length > MOST_VIEW_BYTES) throw new Refusal('view_too_large');
  const wrong = checkView(view);
  if (type && view.type !== type) wrong.push(problem(`must be one of: ${type}`, '/view/type'));
  if (objects(view.blocks).some(asksForFiles) && !bot.has('files:read')) {
    // "In order to use the file_input element within your app, your app must have the files:read scope."
    wrong.push(problem('file_input requires the files:read scope', '/view/blocks'));
  }
  if (wrong.length === 0)
    wrong.push(...(await checkPictures(core, objects(view.blocks), bot, '/view/blocks')));
  if (wrong.length > 0) throw invalid('invalid_arguments', wrong);
  return view;
}

function asksForFiles(block: JsonObject): boolean {
  return isObject(block.element) && block.element.type === 'file_input';
}

/** "It must be unique for all views on a team." */
function freeExternalId({ core, bot }: Call, spec: JsonObject, self?: ViewState): void {
  const wanted = str(spec.external_id);
  const taken = [...core.views.values()].some(
    (view) => view !== self && view.open && view.bot === bot && view.externalId === wanted,
  );
  if (wanted !== '' && taken) throw new Refusal('duplicate_external_id');
}
