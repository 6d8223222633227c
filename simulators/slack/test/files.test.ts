/** Files: docs.slack.dev/messaging/working-with-files, docs.slack.dev/reference/objects/file-object */
import { webApi } from '@slack/bolt';
import { expect, test } from 'vitest';
import { call, photo, site, slackFor, upload } from './support.js';

const tokenOf = (slack: { workspace: { bot: { botToken: string } | undefined } }) =>
  slack.workspace.bot!.botToken;
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test('an upload wants a name and a length', async () => {
  const slack = await slackFor();
  for (const args of [{ filename: 'a.png' }, { length: 3 }, { filename: 'a.png', length: 0 }]) {
    expect(await call(slack, 'files.getUploadURLExternal', args)).toMatchObject({
      error: 'missing_argument',
    });
  }
});

test('an upload has the length that was announced', async () => {
  const slack = await slackFor();
  const ticket = await call(slack, 'files.getUploadURLExternal', { filename: 'a.png', length: 3 });
  const answer = await fetch(String(ticket.upload_url), { method: 'POST', body: 'four' });
  expect(answer.status).toBe(400);
  const files = [{ id: ticket.file_id }];
  expect(await call(slack, 'files.completeUploadExternal', { files })).toMatchObject({
    error: 'file_not_found',
  });
});

test('an upload is private until it is shared', async () => {
  const slack = await slackFor({ processing: 'immediate' });
  const general = slack.workspace.addChannel('general');
  const hidden = await upload(slack, await photo());
  expect((await call(slack, 'files.info', { file: hidden })).file).toMatchObject({
    shares: {},
    is_public: false,
  });
  const shown = await upload(slack, await photo(), { channel_id: general.id, initial_comment: 'Look' });
  const [message] = general.messages;
  expect(message).toMatchObject({ text: 'Look', fromBot: true, files: [{ id: shown }] });
  expect((await call(slack, 'files.info', { file: shown })).file).toMatchObject({
    is_public: true,
    channels: [general.id],
    shares: { public: { [general.id]: [{ ts: message!.ts }] } },
  });
});

test('an upload goes into a thread', async () => {
  const slack = await slackFor();
  const general = slack.workspace.addChannel('general');
  const { ts } = await call(slack, 'chat.postMessage', { channel: general.id, text: 'parent' });
  await upload(slack, await photo(), { channel_id: general.id, thread_ts: ts });
  expect(general.thread(String(ts))).toHaveLength(1);
});

test('an upload is shared only where the bot is', async () => {
  const slack = await slackFor();
  const outside = slack.workspace.addChannel('outside', { bot: false });
  await expect(upload(slack, await photo(), { channel_id: outside.id })).rejects.toThrow('not_in_channel');
  await expect(upload(slack, await photo(), { channel_id: 'C0NOWHERE' })).rejects.toThrow(
    'channel_not_found',
  );
});

test('a file has no mimetype until it is processed (java-slack-sdk#1347)', async () => {
  const slack = await slackFor({ processing: { polls: 2 } });
  const file = await upload(slack, await photo());
  const seen: unknown[] = [];
  for (let n = 0; n < 3; n += 1) {
    const { mimetype, original_w } = (await call(slack, 'files.info', { file })).file as Record<
      string,
      unknown
    >;
    seen.push([mimetype, original_w]);
  }
  expect(seen).toEqual([
    ['', undefined],
    ['', undefined],
    ['image/png', 32],
  ]);
});

test('a file is processed by the clock, too', async () => {
  const slack = await slackFor({ processing: { ms: 5_000 } });
  const file = await upload(slack, await photo());
  expect(slack.files.get(file)!.ready).toBe(false);
  await slack.clock.advance(5_000);
  expect(slack.files.get(file)!.ready).toBe(true);
});

test('completeUploadExternal can say ok and share late or never', async () => {
  const slack = await slackFor({ processing: 'immediate' });
  const general = slack.workspace.addChannel('general');
  slack.files.setSharing('late', 1);
  const late = await upload(slack, await photo(), { channel_id: general.id });
  expect(general.messages).toEqual([]);
  slack.files.shareNow();
  expect(general.messages[0]!.files[0]!.id).toBe(late);
  slack.files.setSharing('never', 1);
  const never = await upload(slack, await photo(), { channel_id: general.id });
  slack.files.shareNow();
  expect((await call(slack, 'files.info', { file: never })).file).toMatchObject({ shares: {} });
  await upload(slack, await photo(), { channel_id: general.id });
  expect(general.messages).toHaveLength(2);
  slack.files.setSharing('undescribed');
  await upload(slack, { ...(await photo()), alt: 'A red panda' }, { channel_id: general.id });
  expect(general.messages).toHaveLength(2);
  await upload(slack, await photo(), { channel_id: general.id });
  expect(general.messages).toHaveLength(3);
});

test('the app sees its own files, and those of channels it is in', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const inside = slack.workspace.addChannel('inside');
  const outside = slack.workspace.addChannel('outside', { bot: false });
  const errors = await Promise.all(
    [ada.upload(await photo(), inside), ada.upload(await photo(), outside), ada.upload(await photo())].map(
      async ({ id }) => (await call(slack, 'files.info', { file: id })).error,
    ),
  );
  expect(errors).toEqual([undefined, 'file_not_found', 'file_not_found']);
});

test('the app deletes its own files only', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const hers = ada.upload(await photo(), slack.workspace.addChannel('general'));
  const own = await upload(slack, await photo());
  expect(await call(slack, 'files.delete', { file: hers.id })).toMatchObject({ error: 'cant_delete_file' });
  expect(await call(slack, 'files.delete', { file: own })).toMatchObject({ ok: true });
  expect(await call(slack, 'files.info', { file: own })).toMatchObject({ error: 'file_deleted' });
});

test('the real client uploads with filesUploadV2', async () => {
  const slack = await slackFor();
  const general = slack.workspace.addChannel('general');
  const client = new webApi.WebClient(tokenOf(slack), {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
  });
  const { bytes } = await photo();
  await client.filesUploadV2({
    channel_id: general.id,
    file: Buffer.from(bytes),
    filename: 'a.png',
    title: 'A',
  });
  expect(general.messages[0]!.files[0]).toMatchObject({ name: 'a.png', title: 'A', bytes });
});

test('url_private gives the bytes to the token', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const picture = await photo();
  const file = ada.upload(picture, slack.workspace.addChannel('general'));
  for (const url of [file.urlPrivate, file.urlPrivateDownload]) {
    const response = await fetch(url, bearer(tokenOf(slack)));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(picture.bytes);
  }
  expect(new URL(file.urlPrivate).host).toBe(slack.fileHost);
});

test('without token, scope or sight, url_private shows the login page with status 200', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const file = ada.upload(await photo(), general);
  const hidden = ada.upload(await photo());
  const token = tokenOf(slack);
  const answers = [await fetch(file.urlPrivate), await fetch(hidden.urlPrivate, bearer(token))];
  slack.workspace.bot!.grant(['chat:write']);
  answers.push(await fetch(file.urlPrivate, bearer(token)));
  for (const answer of answers) {
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  }
});

test('a download can be sent elsewhere, lie, swell, fail and stall', async () => {
  const elsewhere = await site((response) => response.end('gotcha'));
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const file = ada.upload(await photo(), slack.workspace.addChannel('general'));
  const get = () => fetch(file.urlPrivate, { ...bearer(tokenOf(slack)), redirect: 'manual' });

  slack.files.setDownloads({ redirect: elsewhere.url }, 1);
  expect((await get()).headers.get('location')).toBe(elsewhere.url);
  slack.files.setDownloads({ contentType: 'text/plain' }, 1);
  expect((await get()).headers.get('content-type')).toBe('text/plain');
  slack.files.setDownloads({ bytes: 1_000_000 }, 1);
  const swollen = await get();
  expect(swollen.headers.get('content-length')).toBeNull();
  expect((await swollen.arrayBuffer()).byteLength).toBe(1_000_000);
  slack.files.setDownloads({ status: 503 }, 1);
  expect((await get()).status).toBe(503);
  slack.files.setDownloads('html', 1);
  expect((await get()).headers.get('content-type')).toContain('text/html');
  slack.files.setDownloads('stall', 1);
  const reader = (await get()).body!.getReader();
  const half = await reader.read();
  expect(half.value!.length).toBeLessThan(file.bytes.length);
  slack.files.release();
  expect((await get()).status).toBe(200);
});

test('requests to the file host are recorded with what they carried', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const file = ada.upload(await photo(), slack.workspace.addChannel('general'));
  await (await fetch(file.urlPrivate, bearer('xoxb-1'))).text();
  await slack.until(() => slack.files.requests.length === 1, 'the request');
  expect(slack.files.requests[0]).toMatchObject({
    method: 'GET',
    file: file.id,
    authorization: 'Bearer xoxb-1',
    status: 200,
  });
});
