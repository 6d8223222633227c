/**
 * Slack as a transport of the session, with @slack/bolt: commands, dialogs, mentions and App Home come in over Socket Mode or
 * over the program's one HTTP server, and jobs are shown in messages that are edited.
 */
import { App, type AuthorizeSourceData } from '@slack/bolt';
import { AtelierError } from '../../domain/errors.js';
import type { Transport, TransportMaker, TransportPorts } from '../chat-platform.js';
import { INTAKE } from '../media/intake-limits.js';
import { Home } from './commands/app-home.js';
import { Jobs } from './commands/buttons.js';
import { Comparison } from './commands/comparison.js';
import { Dialogs } from './commands/dialogs.js';
import { Messages } from './commands/incoming-messages.js';
import { Desk } from './commands/request-context.js';
import { Stylize } from './commands/stylize.js';
import { People } from './commands/workspace-members.js';
import { clientOptions, silent, Webs } from './connection/api-client.js';
import { realTime, type Time } from './connection/clock.js';
import { HttpReceiver } from './connection/http-receiver.js';
import { OneInstallation, StoredInstallations } from './connection/installations.js';
import { listen } from './connection/listeners.js';
import { oauthRoutes } from './connection/oauth.js';
import { Socket } from './connection/socket-mode.js';
import { SlackConversation } from './delivery/adapter.js';
import { Budget } from './delivery/edit-budget.js';
import type { Parts } from './dependencies.js';
import { PictureFetcher } from './files/download-pictures.js';
import { Gallery, thumbnail } from './files/preset-thumbnails.js';
import { PublicPictures } from './files/public-pictures.js';
import { Traces } from './files/uploaded-files.js';
import { deliveryOf, type SlackSettings, usesOAuth } from './settings/platform-settings.js';

/** Throws invalid_input where the settings are not complete. */
export function slack(settings: SlackSettings, time: Time = realTime): TransportMaker {
  deliveryOf(settings);
  return { name: 'slack', create: (ports) => createSlack(settings, ports, time) };
}

function createSlack(settings: SlackSettings, ports: TransportPorts, time: Time): Transport {
  const { server, sharedStore, onLog, onError } = ports;
  const webs = new Webs(settings.slackApiUrl);
  const one = usesOAuth(settings) ? undefined : new OneInstallation(webs, settings.slackBotToken);
  const stored = one
    ? undefined
    : new StoredInstallations(sharedStore, Buffer.from(settings.secretKey, 'hex'));
  if (stored) oauthRoutes({ server, settings, webs, stored, sharedStore, time, onError });
  const parts = partsOf(settings, ports, time, webs, (one ?? stored)!);

  const people = new People(parts);
  const conversation = new SlackConversation(parts, people);
  const desk = new Desk(parts, people);
  const gallery = new Gallery(parts, desk);
  const dialogs = new Dialogs(desk, gallery);
  const fetcher = new PictureFetcher(parts, desk);
  const stylize = new Stylize(parts, desk, dialogs, fetcher);
  const comparison = new Comparison(parts, desk, dialogs, gallery);
  const jobs = new Jobs(parts, desk, dialogs, fetcher, comparison, conversation);
  const home = new Home(parts, desk, dialogs, gallery);
  const messages = new Messages(parts, desk, stylize);

  const isSocket = deliveryOf(settings) === 'socket';
  const { slackAppToken: appToken, slackApiUrl: apiUrl, slackSigningSecret: signingSecret } = settings;
  const socket = isSocket ? new Socket({ appToken, apiUrl, time, onLog, onError }) : undefined;
  const receiver =
    socket?.receiver ?? new HttpReceiver({ server, signingSecret, sharedStore, time, onError });
  const app = new App({
    receiver,
    authorize: (source) => authorized(parts, source),
    clientOptions: clientOptions(apiUrl),
    logger: silent,
    convoStore: false,
    attachFunctionToken: false,
  });
  app.error(async (error) => onError(error));
  listen(app, { desk, stylize, jobs, comparison, home, messages, stored });

  return {
    conversation,
    async start() {
      if (one) await check(one, onLog);
      await (socket ?? receiver).start();
    },
    async close() {
      await (socket ?? receiver).stop();
      await desk.settled();
    },
  };
}

function partsOf(
  settings: SlackSettings,
  { server, store, ...ports }: TransportPorts,
  time: Time,
  webs: Webs,
  installations: Parts['installations'],
): Parts {
  const { presets, pictures } = ports;
  const { publicUrl } = settings;
  return {
    ...ports,
    settings,
    time,
    webs,
    installations,
    budget: new Budget(time),
    traces: new Traces(store, time),
    publicPictures: new PublicPictures({
      server,
      publicUrl,
      presets,
      thumbnail: (preset) => thumbnail(ports, preset),
      time,
    }),
    async forSlack(bytes, stem = 'picture') {
      const encoded = await pictures.fit(bytes, MOST_BYTES, ['jpeg']);
      return { ...encoded, name: `${stem}.${encoded.mime === 'image/png' ? 'png' : 'jpg'}` };
    },
  };
}

/** What anybody may send here, bytes: a picture that we send can be the photo of the next. */
const MOST_BYTES = INTAKE.bytes;

/** A wrong token ends the start; a Slack that is away does not. */
async function check(one: OneInstallation, onLog: (line: string) => void): Promise<void> {
  try {
    await one.check();
  } catch (error) {
    if (error instanceof AtelierError) throw error;
    onLog('Slack cannot be reached to check SLACK_BOT_TOKEN; it is taken as it is');
  }
}

/** Whose token an event is answered with. Rejects where the app is not installed: Bolt then drops the event. */
async function authorized({ installations }: Parts, source: AuthorizeSourceData<boolean>) {
  const { teamId: team, enterpriseId: enterprise, isEnterpriseInstall: org } = source;
  const installation = await installations.find({ team, enterprise, org });
  if (installation === undefined) throw new Error(`the app is not installed in ${team ?? enterprise}`);
  const { token: botToken, botId, botUser: botUserId, team: teamId, enterprise: enterpriseId } = installation;
  return { botToken, botId, botUserId, teamId, ...(enterpriseId && { enterpriseId }), installation };
}
