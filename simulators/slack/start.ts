/** Starts one fake Slack: the Web API with Socket Mode on one port, the file host on another. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakeSlack, FakeSlackOptions, Person, Workspace, WorkspaceOptions } from './api.js';
import { Core } from './core.js';
import { serveFiles } from './files/host.js';
import { type Approval, decide } from './web-api/authorize.js';
import { type Extra, serveApi } from './web-api/server.js';
import type { PersonState } from './world/person.js';
import { WorkspaceState } from './world/workspace.js';

export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  return (await startWithCore(options)).slack;
}

/** With its inside, for the page of main.ts; `extra` serves further paths of the Web API's port. */
export async function startWithCore(
  options: FakeSlackOptions,
  extra?: (core: Core) => Extra,
): Promise<{ slack: FakeSlack; core: Core }> {
  const core = new Core(options);
  const serveExtra = extra?.(core);
  const api = serve((request, response) => serveApi(core, request, response, serveExtra));
  const files = serve((request, response) => serveFiles(core, request, response));
  api.on('upgrade', (request, socket, head) => core.socket.upgrade(request, socket, head));
  core.url = await listen(api, options.port ?? 0);
  core.fileUrl = await listen(files, options.filePort ?? 0);
  core.faults.onDown = () => core.socket.cut();
  const workspace = new WorkspaceState(core, options.workspace);
  const close = async () => {
    core.clock.stop();
    core.faults.release();
    core.files.release();
    await core.socket.close();
    await Promise.all([stop(api), stop(files)]);
  };
  return { slack: face(core, workspace, close), core };
}

/** What tests see of it. */
function face(core: Core, workspace: WorkspaceState, close: () => Promise<void>): FakeSlack {
  return {
    url: core.url,
    apiUrl: `${core.url}/api/`,
    authorizeUrl: `${core.url}/oauth/v2/authorize`,
    fileUrl: core.fileUrl,
    fileHost: new URL(core.fileUrl).host,
    app: core.app,
    workspace,
    workspaces: core.teams,
    clock: core.clock,
    calls: core.calls,
    faults: core.faults,
    files: core.files,
    socket: core.socket,
    http: core.http,
    deliveries: core.dispatch.deliveries,
    get slackFileReplace() {
      return core.slackFileReplace;
    },
    set slackFileReplace(mode) {
      core.slackFileReplace = mode;
    },
    get rates() {
      return core.rates.on;
    },
    set rates(on) {
      core.rates.on = on;
    },
    addWorkspace: (more: WorkspaceOptions = {}): Workspace => new WorkspaceState(core, more),
    approve: (address: string, person: Person, approval: Approval = {}) =>
      decide(core, new URL(address), person as PersonState, approval),
    until: (look, what) => core.changes.until(look, what),
    settled: async () => {
      await core.changes.until(() => core.dispatch.quiet, 'all deliveries to be answered');
    },
    env: (mode) => environment(core, workspace, mode ?? (core.http.requestUrl ? 'http' : 'socket')),
    close,
  };
}

function environment(core: Core, { bot }: WorkspaceState, mode: 'socket' | 'http'): Record<string, string> {
  return {
    ...(bot ? { SLACK_BOT_TOKEN: bot.botToken } : {}),
    ...(mode === 'socket' ? { SLACK_APP_TOKEN: core.app.appToken } : {}),
    ...(mode === 'http' ? { SLACK_SIGNING_SECRET: core.app.signingSecret } : {}),
    SLACK_API_URL: `${core.url}/api/`,
    // With its origin: a host alone means https (src/bots/media/download.ts).
    SLACK_FILE_HOSTS: core.fileUrl,
  };
}

function serve(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Server {
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A fault of the fake itself, or a client that disconnected in the middle of its request.
      if (request.destroyed) return;
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
