/**
 * Slack as a platform of the session, with @slack/bolt: commands, dialogs, mentions and App Home come in over Socket Mode or
 * over the program's public HTTP server, and jobs are shown in messages that are edited.
 */
import { App, type AuthorizeSourceData } from '@slack/bolt';
import { AtelierError } from '../../domain/errors.js';
import { type Clock, systemClock } from '../../lib/clock.js';
import { deriveSecret } from '../../lib/derive-secret.js';
import type { ChatPlatform, ChatPlatformFactory, ChatPlatformPorts } from '../chat-platform.js';
import { INTAKE } from '../media/intake-limits.js';
import { AppHome } from './commands/app-home.js';
import { JobButtons } from './commands/buttons.js';
import { Channels } from './commands/channels.js';
import { Dialogs } from './commands/dialogs.js';
import { IncomingMessages } from './commands/incoming-messages.js';
import { PictureDialog } from './commands/picture-dialog.js';
import { Requests } from './commands/request-context.js';
import { StylizeCommands } from './commands/stylize.js';
import { WorkspaceMembers } from './commands/workspace-members.js';
import { ApiClients, clientOptions, silent } from './connection/api-client.js';
import { HttpReceiver } from './connection/http-receiver.js';
import { OneInstallation, StoredInstallations } from './connection/installations.js';
import { listen } from './connection/listeners.js';
import { oauthRoutes } from './connection/oauth.js';
import { SocketModeConnection } from './connection/socket-mode.js';
import { SlackAdapter } from './delivery/adapter.js';
import { EditBudget } from './delivery/edit-budget.js';
import type { SlackPorts } from './dependencies.js';
import { PictureFetcher } from './files/download-pictures.js';
import { PresetThumbnails, thumbnail } from './files/preset-thumbnails.js';
import { PublicPictures } from './files/public-pictures.js';
import { UploadedFiles } from './files/uploaded-files.js';
import { eventTransportOf, type SlackSettings, usesOAuth } from './settings/platform-settings.js';

/** Throws invalid_input where the settings are not complete. */
export function slack(settings: SlackSettings, clock: Clock = systemClock): ChatPlatformFactory {
  eventTransportOf(settings);
  return { name: 'slack', create: (ports) => createSlack(settings, ports, clock) };
}

function createSlack(settings: SlackSettings, shared: ChatPlatformPorts, clock: Clock): ChatPlatform {
  const { publicServer, sharedStore, onLog, onError } = shared;
  const clients = new ApiClients(settings.slackApiUrl);
  const one = usesOAuth(settings) ? undefined : new OneInstallation(clients, settings.slackBotToken);
  const stored = one
    ? undefined
    : new StoredInstallations(
        sharedStore,
        deriveSecret(Buffer.from(settings.secretKey, 'hex'), 'slack tokens'),
      );
  if (stored) oauthRoutes({ publicServer, settings, clients, stored, sharedStore, onError });
  const ports = portsOf(settings, shared, clock, clients, (one ?? stored)!);

  const members = new WorkspaceMembers(ports);
  const adapter = new SlackAdapter(ports, members);
  const requests = new Requests(ports, members);
  const thumbnails = new PresetThumbnails(ports, requests);
  const dialogs = new Dialogs(requests, thumbnails);
  const fetcher = new PictureFetcher(ports, requests);
  const channels = new Channels(ports, requests);
  const stylize = new StylizeCommands(ports, requests, dialogs, fetcher, channels);
  const pictureDialog = new PictureDialog(ports, requests, dialogs, thumbnails);
  const jobs = new JobButtons(ports, requests, dialogs, fetcher, pictureDialog, channels, adapter);
  const home = new AppHome(ports, requests, dialogs, thumbnails);
  const messages = new IncomingMessages(ports, requests, stylize);

  const isSocket = eventTransportOf(settings) === 'socket';
  const { slackAppToken: appToken, slackApiUrl: apiUrl, slackSigningSecret: signingSecret } = settings;
  const onConnected = () => void logConnected(one, shared);
  const socket = isSocket
    ? new SocketModeConnection({ appToken, apiUrl, clock, onLog, onConnected, onError })
    : undefined;
  const receiver =
    socket?.receiver ?? new HttpReceiver({ publicServer, signingSecret, sharedStore, clock, onError });
  const app = new App({
    receiver,
    authorize: (source) => authorized(ports, source),
    clientOptions: clientOptions(apiUrl),
    logger: silent,
    convoStore: false,
    attachFunctionToken: false,
  });
  app.error(async (error) => onError(error));
  listen(app, { requests, stylize, jobs, pictureDialog, home, messages, stored });

  return {
    adapter,
    async start() {
      const isKnown = one && (await check(one, onLog));
      await (socket ?? receiver).start();
      // Over HTTP Slack connects to us: that it knows the token is all that can be seen.
      if (!socket && isKnown) onConnected();
    },
    async close() {
      await (socket ?? receiver).stop();
      await requests.settled();
    },
  };
}

function portsOf(
  settings: SlackSettings,
  { publicServer, store, ...ports }: ChatPlatformPorts,
  clock: Clock,
  clients: ApiClients,
  installations: SlackPorts['installations'],
): SlackPorts {
  const { presets, pictures } = ports;
  const { publicUrl } = settings;
  return {
    ...ports,
    settings,
    clock,
    clients,
    installations,
    editBudget: new EditBudget(clock),
    uploadedFiles: new UploadedFiles(store, clock),
    publicPictures: new PublicPictures({
      publicServer,
      publicUrl,
      presets,
      thumbnail: (preset) => thumbnail(ports, preset),
      clock,
    }),
    async forSlack(bytes, stem = 'picture') {
      const encoded = await pictures.fit(bytes, MOST_BYTES, ['jpeg']);
      return {
        ...encoded,
        name: `${stem}.${encoded.mime === 'image/jpeg' ? 'jpg' : encoded.mime.split('/')[1]}`,
      };
    },
  };
}

/** What anybody may send here, bytes: a picture that we send can be the photo of the next. */
const MOST_BYTES = INTAKE.bytes;

/** A wrong token ends the start; an unavailable Slack does not: false is returned. */
async function check(one: OneInstallation, onLog: (line: string) => void): Promise<boolean> {
  try {
    await one.check();
    return true;
  } catch (error) {
    if (error instanceof AtelierError) throw error;
    onLog('Slack cannot be reached to check SLACK_BOT_TOKEN; it is taken as it is');
    return false;
  }
}

/** With OAuth there may be many workspaces, or none yet. */
async function logConnected(
  one: OneInstallation | undefined,
  { onConnected }: ChatPlatformPorts,
): Promise<void> {
  const installation = await one?.find().catch(() => undefined);
  const place = installation ? ` to ${installation.workspace ?? installation.site}` : '';
  onConnected(`Slack connected${place}`);
}

/** The installation whose token answers an event. Rejects where the app is not installed: Bolt then drops the event. */
async function authorized({ installations }: SlackPorts, source: AuthorizeSourceData<boolean>) {
  const { teamId: team, enterpriseId: enterprise, isEnterpriseInstall: org } = source;
  const installation = await installations.find({ team, enterprise, org });
  if (installation === undefined) throw new Error(`the app is not installed in ${team ?? enterprise}`);
  const { token: botToken, botId, botUser: botUserId, team: teamId, enterprise: enterpriseId } = installation;
  return { botToken, botId, botUserId, teamId, ...(enterpriseId && { enterpriseId }), installation };
}
