/** Starting a fake Slack, and what there is of it. */
import type { Calls, Clock, Delivery, Faults, HttpControl, SocketControl } from './control.js';
import type { Files } from './files.js';
import type { Person } from './people.js';
import type { Workspace, WorkspaceOptions } from './world.js';

/**
 * How time passes.
 * - `patient` (default): the clock runs, but deadlines (3 s for an ack, 3 s for a trigger_id, 30 min for a response_url,
 *   retries of events) count only what `clock.advance` adds: a slow machine never misses one by accident.
 * - `real`: deadlines count real time, too.
 * - `frozen`: nothing moves but by `clock.advance`, also not the rate windows.
 */
export type ClockMode = 'patient' | 'real' | 'frozen';

/** When an uploaded file gets its `mimetype` and may be named in a block. */
export type Processing =
  | 'immediate'
  /** Only `slack.files.finish(id)` does it. */
  | 'manual'
  /** The n-th files.info that comes after this many unready answers shows it ready. */
  | { polls: number }
  /** By the clock, as a deadline. */
  | { ms: number };

/** The parts of an app manifest that the fake obeys; the parsed config/slack-manifest.yaml fits. */
export interface AppManifest {
  display_information?: { name?: string };
  features?: {
    bot_user?: { display_name?: string };
    slash_commands?: { command: string; url?: string }[];
    shortcuts?: { type: 'message' | 'global'; callback_id: string; name?: string }[];
    app_home?: { home_tab_enabled?: boolean; messages_tab_enabled?: boolean };
  };
  oauth_config?: { scopes?: { bot?: string[] }; redirect_urls?: string[] };
  settings?: {
    event_subscriptions?: { request_url?: string; bot_events?: string[] };
    interactivity?: { is_enabled?: boolean; request_url?: string };
    socket_mode_enabled?: boolean;
  };
}

export interface FakeSlackOptions {
  /** Default 'patient'. */
  clock?: ClockMode;
  /** Ports on 127.0.0.1; default 0, any free one. */
  port?: number;
  filePort?: number;
  /**
   * What the app is allowed and subscribed to. Without it: every command, shortcut and event reaches the app, and an
   * installation grants `DEFAULT_SCOPES`.
   */
  manifest?: AppManifest;
  /** Default 'socket'. A request URL switches to HTTP: commands, interactions and events are all POSTed there. */
  delivery?: 'socket' | { requestUrl: string };
  /** Rate tiers and chat.update's 50 a minute; default true. */
  rates?: boolean;
  /** What chat.update makes of a slack_file in the place of another (java-slack-sdk#1441); default 'works'. */
  slackFileReplace?: SlackFileReplace;
  /** For files that the bot uploads; default { polls: 1 }. */
  processing?: Processing;
  /** Takes image_url with plain http, so that a bot on 127.0.0.1 can serve previews; default false: https only. */
  plainImages?: boolean;
  /** The first workspace, with the app installed; default { name: 'Studio' }. */
  workspace?: WorkspaceOptions;
  /** Real time after which an `until` gives up and says what it waited for, ms; default 20 000. */
  patience?: number;
}

/** 'refused': invalid_blocks; 'ignored': ok, and the old picture stays. */
export type SlackFileReplace = 'works' | 'refused' | 'ignored';

export interface FakeSlack {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  /** SLACK_API_URL: ends in /api/ */
  readonly apiUrl: string;
  /** OAuth's first page; `InstallProvider`'s authorizationUrl. */
  readonly authorizeUrl: string;
  /** Origin of the file host, and SLACK_FILE_HOSTS: http://127.0.0.1:PORT2 */
  readonly fileUrl: string;
  /** 127.0.0.1:PORT2 */
  readonly fileHost: string;
  readonly app: AppIdentity;
  /** The first workspace. */
  readonly workspace: Workspace;
  readonly workspaces: readonly Workspace[];
  readonly clock: Clock;
  readonly calls: Calls;
  readonly faults: Faults;
  readonly files: Files;
  readonly socket: SocketControl;
  readonly http: HttpControl;
  /** Everything that was sent to the app: commands, interactions, events, in order. */
  readonly deliveries: readonly Delivery[];
  /** May be changed while it runs. */
  slackFileReplace: SlackFileReplace;
  rates: boolean;
  /**
   * Somebody opens `address` (a URL that starts with authorizeUrl), allows the app or not, and is sent back: the result is
   * the redirect's address, with code and state. Throws what Slack would show instead of the page.
   */
  approve(address: string, person: Person, approval?: { deny?: boolean; orgWide?: boolean }): string;
  /** Another workspace; the app is installed there unless `install: false`. */
  addWorkspace(options?: WorkspaceOptions): Workspace;
  /** Looks again at every change of the fake until it gets something truthy; rejects with `what` when patience ends. */
  until<T>(look: () => T | undefined | false | null, what?: string): Promise<T>;
  /** Resolves once no delivery is under way: each attempt so far was answered, or failed. */
  settled(): Promise<void>;
  /** What a bot process needs: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL, SLACK_FILE_HOSTS... */
  env(mode?: 'socket' | 'http'): Record<string, string>;
  close(): Promise<void>;
}

export interface AppIdentity {
  id: string;
  name: string;
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  /** xapp-..., with connections:write */
  appToken: string;
  /** Legacy `token` field of payloads. */
  verificationToken: string;
}
/** What an installation grants without a manifest. */
export const DEFAULT_SCOPES: readonly string[] = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'mpim:history',
  'mpim:read',
  'users:read',
];
