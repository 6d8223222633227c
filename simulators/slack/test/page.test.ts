/** The page to try a bot by hand, in a real browser, with the real Bolt app behind the fake. */
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { browserFound, sharedBrowser } from '../../../test/support/browser.js';
import type { FakeSlack } from '../api.js';
import { consolePage } from '../console/server.js';
import { startWithCore } from '../start.js';
import { actions, button, endsWithTest, input, modal, option, photo, plain, section } from './support.js';

/** A bot with a modal, buttons, a home and an ear for its name. */
async function bot(slack: FakeSlack): Promise<void> {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const logLevel = LogLevel.ERROR;
  const receiver = new SocketModeReceiver({
    appToken: slack.app.appToken,
    installerOptions: { clientOptions },
    logLevel,
  });
  const app = new App({ token: slack.workspace.bot!.botToken, receiver, clientOptions, logLevel });
  const menu = {
    type: 'static_select',
    options: [option('hokusai', 'The Great Wave'), option('monet', 'Lilies')],
  };
  app.command('/stylize', async ({ ack, client, command }) => {
    await ack();
    const view = modal([input('photo', { type: 'file_input', max_files: 1 }), input('style', menu)], {
      private_metadata: command.channel_id,
    });
    await client.views.open({ trigger_id: command.trigger_id, view: view as never });
  });
  app.view('modal', async ({ ack, view, client }) => {
    await ack();
    const { files } = view.state.values.photo!.photo!;
    const style = view.state.values.style!.style!.selected_option!.value;
    const blocks = [section(`*Painted* ${files![0]!.name} as ${style}`), actions(button('again', 'Again'))];
    await client.chat.postMessage({
      channel: view.private_metadata,
      text: 'painted',
      blocks: blocks as never,
    });
  });
  app.action('again', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'Once more, for you.', replace_original: false });
  });
  app.event('app_mention', async ({ say, event }) => {
    await say({ text: 'You called?', thread_ts: event.ts });
  });
  app.event('app_home_opened', async ({ client, event }) => {
    const view = { type: 'home', blocks: [{ type: 'header', text: plain('Your pictures') }] };
    await client.views.publish({ user_id: event.user, view: view as never });
  });
  await app.start();
  endsWithTest(async () => {
    await receiver.client.disconnect();
  });
}

describe.skipIf(!browserFound())('the page', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await sharedBrowser();
  });

  async function open(): Promise<FakeSlack> {
    const { slack } = await startWithCore({}, consolePage);
    endsWithTest(() => slack.close());
    for (const name of ['ada', 'noor']) slack.workspace.addPerson(name);
    slack.workspace.addChannel('general');
    await bot(slack);
    page = await browser.newPage();
    endsWithTest(() => page.close());
    await page.goto(slack.url);
    await page.getByText('You are').waitFor();
    return slack;
  }

  async function write(text: string): Promise<void> {
    const box = page.locator('#composer textarea');
    await box.fill(text);
    await box.press('Enter');
  }

  test('leads through a command, its modal with a file, and a button', async () => {
    await open();
    await write('/stylize');
    await page.getByRole('heading', { name: 'A modal' }).waitFor();
    const { name, bytes } = await photo();
    await page
      .locator('.modal input[type=file]')
      .setInputFiles({ name, mimeType: 'image/png', buffer: Buffer.from(bytes) });
    await page.locator('.modal .menu-button').click();
    await page.getByRole('button', { name: 'The Great Wave' }).click();
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByText('Painted photo.png as hokusai').waitFor();
    await page.getByRole('button', { name: 'Again' }).click();
    await page.getByText('Once more, for you.').waitFor();
    expect(await page.getByText('Only you can see this').count()).toBe(1);
  });

  test('says what a modal still wants', async () => {
    await open();
    await write('/stylize');
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByText('Please complete this required field.').first().waitFor();
  });

  test('shows to each person what is theirs', async () => {
    await open();
    await write('@Atelier hello');
    await page.getByRole('button', { name: '1 reply' }).click();
    await page.locator('#thread').getByText('You called?').waitFor();
    await page.getByRole('button', { name: 'noor' }).click();
    await page.locator('#feed').getByText('@Atelier hello').waitFor();
    await page.getByText('Home of the app').click();
    await page.getByRole('heading', { name: 'Your pictures' }).waitFor();
  });

  test('has a lab that moves the clock and cuts connections', async () => {
    const slack = await open();
    const before = slack.clock.now();
    await page.getByRole('button', { name: 'Lab' }).click();
    await page.getByRole('button', { name: '+30 min' }).click();
    await slack.until(() => slack.clock.now() - before > 1_700_000, 'the clock to move');
    await page.getByRole('button', { name: 'Cut' }).click();
    await slack.until(() => slack.socket.connections === 0, 'the connection to be cut');
  });

  test('tells of a command that fails', async () => {
    const slack = await open();
    slack.socket.refuse(true);
    slack.socket.cut();
    await slack.until(() => slack.socket.connections === 0, 'the connection to be cut');
    await write('/stylize');
    await page.getByText('That failed with the error “dispatch_failed”.').waitFor();
  });
});
