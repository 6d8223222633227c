/** Modals and App Home: docs.slack.dev/surfaces/modals, docs.slack.dev/surfaces/app-home, docs.slack.dev/reference/views */
import { expect, test } from 'vitest';
import type { FakeSlack, Json, JsonObject, Person, View } from '../api.js';
import {
  actions,
  button,
  call,
  complaints,
  input,
  modal,
  obligingClient,
  option,
  photo,
  plain,
  section,
  slackFor,
} from './support.js';

interface Opened {
  slack: FakeSlack;
  ada: Person;
  view: View;
}

/** A modal open before Ada; `ack` is the body of every acknowledgement. */
async function openModal(blocks: JsonObject[], more: JsonObject = {}, ack?: Json): Promise<Opened> {
  const slack = await slackFor();
  await obligingClient(slack, ack);
  const ada = slack.workspace.addPerson('ada');
  await open(slack, ada, modal(blocks, more));
  return { slack, ada, view: ada.view! };
}

async function open(slack: FakeSlack, ada: Person, view: JsonObject): Promise<JsonObject> {
  const { delivery } = await ada.globalShortcut('open');
  return call(slack, 'views.open', { trigger_id: delivery!.payload.trigger_id, view });
}

/** What Slack says of this view. */
async function refusal(view: JsonObject): Promise<string[]> {
  const slack = await slackFor();
  await obligingClient(slack);
  const ada = slack.workspace.addPerson('ada');
  const answer = await open(slack, ada, view);
  expect(answer.error).toBe('invalid_arguments');
  return complaints(answer);
}

const text = { type: 'plain_text_input' };
const files = { type: 'file_input', max_files: 1, filetypes: ['png', 'jpg'] };

test('titles, submit and close have up to 24 characters', async () => {
  const long = plain('x'.repeat(25));
  expect(await refusal(modal([section('a')], { title: long, submit: long, close: long }))).toEqual([
    'must be less than 25 characters [json-pointer:/view/title/text]',
    'must be less than 25 characters [json-pointer:/view/submit/text]',
    'must be less than 25 characters [json-pointer:/view/close/text]',
  ]);
});

test('private_metadata has up to 3000 characters', async () => {
  expect(await refusal(modal([section('a')], { private_metadata: 'x'.repeat(3001) }))).toEqual([
    'must be less than 3001 characters [json-pointer:/view/private_metadata]',
  ]);
});

test('a modal has up to 100 blocks', async () => {
  const blocks = Array.from({ length: 101 }, () => section('a'));
  expect(await refusal(modal(blocks))).toEqual([
    'no more than 100 items allowed [json-pointer:/view/blocks]',
  ]);
});

test('a modal with inputs needs a submit button', async () => {
  const { submit, ...without } = modal([input('name', text)]);
  expect(await refusal(without)).toEqual([
    'submit is required when an input block is within the blocks array [json-pointer:/view/submit]',
  ]);
});

test('a view of more than 250 kB is too large', async () => {
  const slack = await slackFor();
  await obligingClient(slack);
  const ada = slack.workspace.addPerson('ada');
  const blocks = Array.from({ length: 100 }, () => section('x'.repeat(2600)));
  expect(await open(slack, ada, modal(blocks))).toMatchObject({ error: 'view_too_large' });
});

test('file_input takes 1 to 10 files', async () => {
  for (const max_files of [0, 11]) {
    const [complaint] = await refusal(modal([input('photo', { type: 'file_input', max_files })]));
    expect(complaint).toContain('[json-pointer:/view/blocks/0/element/max_files]');
  }
});

test('file_input needs files:read', async () => {
  const slack = await slackFor();
  await obligingClient(slack);
  slack.workspace.bot!.grant(['commands']);
  const ada = slack.workspace.addPerson('ada');
  expect(await open(slack, ada, modal([input('photo', files)]))).toMatchObject({
    error: 'invalid_arguments',
  });
});

test('file_input works in modals only', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const view = { type: 'home', blocks: [input('photo', files)] };
  expect(complaints(await call(slack, 'views.publish', { user_id: ada.id, view }))).toEqual([
    'unsupported type: file_input [json-pointer:/view/blocks/0/element/type]',
  ]);
});

test('the first choice must be one of the options', async () => {
  const menu = { type: 'static_select', options: [option('a')], initial_option: option('b') };
  expect(await refusal(modal([input('menu', menu)]))).toEqual([
    'initial_option must exactly match one of the options [json-pointer:/view/blocks/0/element/initial_option]',
  ]);
});

test('a submission brings what was filled in, by block and action', async () => {
  const menu = { type: 'static_select', options: [option('a'), option('b', 'B!')] };
  const boxes = { type: 'checkboxes', options: [option('only_me', 'Only for me')] };
  const { ada, view } = await openModal([
    input('name', text),
    input('menu', menu),
    input('photo', files),
    input('boxes', boxes, { optional: true }),
    input('where', { type: 'conversations_select' }, { optional: true }),
  ]);
  const { delivery, action } = await ada.submit(view, {
    name: 'Ada',
    menu: 'B!',
    photo: await photo(),
    boxes: true,
  });
  expect(delivery!.payload).toMatchObject({
    type: 'view_submission',
    view: {
      callback_id: 'modal',
      state: {
        values: {
          name: { name: { type: 'plain_text_input', value: 'Ada' } },
          menu: { menu: { type: 'static_select', selected_option: { value: 'b' } } },
          photo: {
            photo: {
              type: 'file_input',
              files: [{ name: 'photo.png', mimetype: 'image/png', original_w: 32 }],
            },
          },
          boxes: { boxes: { selected_options: [{ value: 'only_me' }] } },
          where: { where: { selected_conversation: null } },
        },
      },
    },
  });
  expect([action, view.open, ada.view]).toEqual(['close', false, undefined]);
});

test('a required input left empty is not sent', async () => {
  const { slack, ada, view } = await openModal([input('photo', files)]);
  const before = slack.deliveries.length;
  expect(await ada.submit(view)).toMatchObject({
    ok: false,
    errors: { photo: 'Please complete this required field.' },
  });
  expect(slack.deliveries).toHaveLength(before);
});

test('numbers are kept within their bounds', async () => {
  const number = { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '10' };
  const { ada, view } = await openModal([input('size', number)]);
  const answers: Json[] = [];
  for (const size of ['0', '11', '1.5', 'many']) answers.push((await ada.submit(view, { size })).errors.size);
  expect(answers).toEqual([
    'Please enter a number of 1 or more.',
    'Please enter a number of 10 or less.',
    'Please enter a whole number.',
    'Please enter a number.',
  ]);
});

test('the picker of files refuses other types, too many and too large ones', async () => {
  const { ada, view } = await openModal([input('photo', files)]);
  const picture = await photo();
  expect(() => ada.fill(view, { photo: { ...picture, name: 'a.heic' } })).toThrow('refuses a.heic');
  expect(() => ada.fill(view, { photo: [picture, picture] })).toThrow('takes 1 file(s)');
  expect(() => ada.fill(view, { photo: { name: 'a.png', bytes: new Uint8Array(10_000_001) } })).toThrow(
    'over 10 MB',
  );
});

test('response_action errors shows them at their inputs', async () => {
  const ack = { response_action: 'errors', errors: { name: 'Somebody else has that name.' } };
  const { ada, view } = await openModal([input('name', text)], {}, ack);
  expect(await ada.submit(view, { name: 'Ada' })).toMatchObject({
    ok: true,
    action: 'errors',
    errors: ack.errors,
  });
  expect([view.open, view.errors]).toEqual([true, ack.errors]);
});

test('response_action errors must name inputs of the view', async () => {
  const ack = { response_action: 'errors', errors: { other: 'No.' } };
  const { ada, view } = await openModal([input('name', text), section('a')], {}, ack);
  expect(await ada.submit(view, { name: 'Ada' })).toMatchObject({ ok: false, failure: 'invalid_errors' });
});

test('response_action update shows another view in its place', async () => {
  const ack = { response_action: 'update', view: modal([section('Thank you')], { submit: plain('Done') }) };
  const { ada, view } = await openModal([input('name', text)], {}, ack);
  await ada.submit(view, { name: 'Ada' });
  expect([ada.view!.id, view.words]).toEqual([view.id, 'A modal\nThank you']);
});

test('a bad view in the ack leaves the modal as it is (bolt-python#241)', async () => {
  const ack = { response_action: 'update', view: modal([], { title: plain('x'.repeat(25)) }) };
  const { ada, view } = await openModal([input('name', text)], {}, ack);
  expect(await ada.submit(view, { name: 'Ada' })).toMatchObject({ ok: false, failure: 'invalid_arguments' });
  expect(view.updates).toBe(1);
});

test('response_action push and clear work on the stack', async () => {
  const pushed = await openModal(
    [input('name', text)],
    {},
    { response_action: 'push', view: modal([section('two')]) },
  );
  await pushed.ada.submit(pushed.view, { name: 'Ada' });
  expect(pushed.ada.views).toHaveLength(2);
  const cleared = await openModal([input('name', text)], {}, { response_action: 'clear' });
  await cleared.ada.submit(cleared.view, { name: 'Ada' });
  expect(cleared.ada.views).toHaveLength(0);
});

test('a submission that is not acknowledged leaves the modal open', async () => {
  const { slack, ada, view } = await openModal([input('name', text)]);
  slack.socket.cut();
  await slack.until(() => slack.socket.connections === 0);
  expect(await ada.submit(view, { name: 'Ada' })).toMatchObject({ ok: false, failure: 'dispatch_failed' });
  expect(view.open).toBe(true);
});

test('views.update keeps what was filled in where block and action stay', async () => {
  const blocks = [input('name', text), input('photo', files)];
  const { slack, ada, view } = await openModal(blocks);
  ada.fill(view, { name: 'Ada', photo: await photo() });
  const moved = input('other', text);
  const updated = modal([...blocks, moved, section('new')]);
  expect(await call(slack, 'views.update', { view_id: view.id, view: updated })).toMatchObject({ ok: true });
  expect(view.values).toMatchObject({
    name: { name: { value: 'Ada' } },
    photo: { photo: { files: [{ name: 'photo.png' }] } },
    other: { other: { value: null } },
  });
});

test('views.update with an old hash is refused', async () => {
  const { slack, view } = await openModal([section('a')]);
  const { hash } = view;
  const next = modal([section('b')]);
  expect(await call(slack, 'views.update', { view_id: view.id, view: next, hash })).toMatchObject({
    ok: true,
  });
  expect(await call(slack, 'views.update', { view_id: view.id, view: next, hash })).toMatchObject({
    error: 'hash_conflict',
  });
});

test('views.update finds no view that is closed', async () => {
  const { slack, ada, view } = await openModal([section('a')]);
  await ada.dismiss(view);
  expect(await call(slack, 'views.update', { view_id: view.id, view: modal([]) })).toMatchObject({
    error: 'not_found',
  });
});

test('views.update takes view_id or external_id, not both (slack-go/slack#667)', async () => {
  const { slack, view } = await openModal([section('a')], { external_id: 'mine' });
  const next = modal([section('b')], { external_id: 'mine' });
  expect(await call(slack, 'views.update', { external_id: 'mine', view: next })).toMatchObject({ ok: true });
  expect(
    await call(slack, 'views.update', { external_id: 'mine', view_id: view.id, view: next }),
  ).toMatchObject({
    error: 'invalid_arguments',
  });
});

test('an external_id is for one view at a time', async () => {
  const { slack } = await openModal([section('a')], { external_id: 'mine' });
  const bob = slack.workspace.addPerson('bob');
  expect(await open(slack, bob, modal([], { external_id: 'mine' }))).toMatchObject({
    error: 'duplicate_external_id',
  });
});

test('three views can lie on each other', async () => {
  const { slack, ada } = await openModal([actions(button('more'))]);
  const answers: Json[] = [];
  for (let n = 0; n < 3; n += 1) {
    const { delivery } = await ada.press(ada.view!, 'more');
    const { trigger_id } = delivery!.payload;
    answers.push(
      (await call(slack, 'views.push', { trigger_id, view: modal([actions(button('more'))]) })).error,
    );
  }
  expect(answers).toEqual([undefined, undefined, 'push_limit_reached']);
  expect(ada.views).toHaveLength(3);
});

test('view_closed is sent where the view asks for it', async () => {
  const { slack, ada, view } = await openModal([section('a')], { notify_on_close: true });
  expect(await ada.dismiss(view)).toMatchObject({ ok: true });
  expect(slack.deliveries.at(-1)).toMatchObject({ type: 'view_closed', payload: { is_cleared: false } });
  const quiet = await openModal([section('a')]);
  expect(await quiet.ada.dismiss(quiet.view)).toBeUndefined();
});

test('a press in a modal brings the view, its state and a trigger', async () => {
  const { ada, view } = await openModal([input('name', text), actions(button('more'))]);
  ada.fill(view, { name: 'Ada' });
  const { delivery } = await ada.press(view, 'more');
  expect(delivery!.payload).toMatchObject({
    type: 'block_actions',
    container: { type: 'view', view_id: view.id },
    view: { id: view.id, hash: view.hash, state: { values: { name: { name: { value: 'Ada' } } } } },
    trigger_id: expect.any(String),
  });
});

test('an input speaks up as it changes only with dispatch_action', async () => {
  const menu = { type: 'static_select', options: [option('a'), option('b')] };
  const { slack, ada, view } = await openModal([
    input('quiet', menu),
    input('loud', menu, { dispatch_action: true }),
  ]);
  const before = slack.deliveries.length;
  await ada.choose(view, 'quiet', 'b');
  expect(slack.deliveries).toHaveLength(before);
  await ada.choose(view, 'loud', 'b');
  expect(slack.deliveries.at(-1)).toMatchObject({
    type: 'block_actions',
    payload: { actions: [{ block_id: 'loud' }] },
  });
});

test('App Home is published per person and told of as it opens', async () => {
  const slack = await slackFor();
  await obligingClient(slack);
  const ada = slack.workspace.addPerson('ada');
  const view = {
    type: 'home',
    callback_id: 'home',
    blocks: [section('Your jobs'), actions(button('settings'))],
  };
  await call(slack, 'views.publish', { user_id: ada.id, view });
  expect((await ada.openHome())?.words).toContain('Your jobs');
  expect(slack.deliveries[0]!.payload).toMatchObject({
    event: { type: 'app_home_opened', user: ada.id, tab: 'home', view: { callback_id: 'home' } },
  });
  const { delivery } = await ada.press(ada.home!, 'settings');
  expect(delivery!.payload).toMatchObject({ container: { type: 'view' }, view: { type: 'home' } });
});

test('App Home must be enabled in the manifest', async () => {
  const slack = await slackFor({ manifest: { features: { app_home: { home_tab_enabled: false } } } });
  const ada = slack.workspace.addPerson('ada');
  const view = { type: 'home', blocks: [] };
  expect(await call(slack, 'views.publish', { user_id: ada.id, view })).toMatchObject({
    error: 'not_enabled',
  });
});

test('views.publish with an old hash is refused', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const view = { type: 'home', blocks: [] };
  await call(slack, 'views.publish', { user_id: ada.id, view });
  expect(await call(slack, 'views.publish', { user_id: ada.id, view, hash: '1.old' })).toMatchObject({
    error: 'hash_conflict',
  });
});

test('a new modal takes the place of the old one', async () => {
  const { slack, ada, view } = await openModal([section('a')]);
  await open(slack, ada, modal([section('b')]));
  expect([view.open, ada.views.length]).toEqual([false, 1]);
});
