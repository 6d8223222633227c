/** What all parts of one fake share. Built in start.ts. */
import type { AppIdentity, FakeSlackOptions, SlackFileReplace } from './api.js';
import { CallLog } from './calls.js';
import { ChangeNotifier } from './change-notifier.js';
import { FakeClock } from './clock.js';
import { Dispatch } from './delivery/dispatch.js';
import { HttpMode } from './delivery/http.js';
import { SocketMode } from './delivery/socket.js';
import { FaultPlan } from './faults.js';
import { FileStore } from './files/store.js';
import { Ids } from './ids.js';
import { Manifest } from './manifest.js';
import { OAuthCodes } from './oauth-codes.js';
import { Rates } from './web-api/rates.js';
import type { ChannelState } from './world/channel.js';
import type { InstallationState } from './world/installation.js';
import type { PersonState } from './world/person.js';
import { ResponseUrls } from './world/response-urls.js';
import { Triggers } from './world/triggers.js';
import type { ViewState } from './world/view.js';
import type { WorkspaceState } from './world/workspace.js';

/** A picture that the proxy fetched from an image_url. */
export interface Proxied {
  bytes: Buffer;
  type: string;
  width: number;
  height: number;
}

export class Core {
  /** http://127.0.0.1:PORT of the Web API, and of the file host; set as they listen. */
  url = '';
  fileUrl = '';
  readonly ids = new Ids();
  readonly clock: FakeClock;
  readonly changes: ChangeNotifier;
  readonly manifest: Manifest;
  readonly app: AppIdentity;
  readonly calls: CallLog;
  readonly faults = new FaultPlan();
  readonly rates: Rates;
  readonly files: FileStore;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly codes: OAuthCodes;
  readonly socket: SocketMode;
  readonly http: HttpMode;
  readonly dispatch: Dispatch;
  readonly teams: WorkspaceState[] = [];
  readonly users = new Map<string, PersonState>();
  readonly channels = new Map<string, ChannelState>();
  readonly views = new Map<string, ViewState>();
  /** By token. */
  readonly tokens = new Map<string, InstallationState>();
  /** By address. */
  readonly proxied = new Map<string, Proxied>();
  readonly plainImages: boolean;
  slackFileReplace: SlackFileReplace;

  constructor(options: FakeSlackOptions) {
    this.clock = new FakeClock(options.clock ?? 'patient');
    this.changes = new ChangeNotifier(options.patience ?? 20_000);
    this.manifest = new Manifest(options.manifest);
    this.app = this.#identity();
    this.calls = new CallLog(this.changes);
    this.rates = new Rates(this.clock, options.rates ?? true);
    this.files = new FileStore(this, options.processing ?? { polls: 1 });
    this.triggers = new Triggers(this);
    this.responseUrls = new ResponseUrls(this);
    this.codes = new OAuthCodes(this);
    this.socket = new SocketMode(this);
    this.http = new HttpMode(this);
    this.dispatch = new Dispatch(this);
    this.plainImages = options.plainImages ?? false;
    this.slackFileReplace = options.slackFileReplace ?? 'works';
    if (options.delivery && options.delivery !== 'socket') this.http.requestUrl = options.delivery.requestUrl;
  }

  #identity(): AppIdentity {
    const { ids } = this;
    const id = ids.next('A');
    return {
      id,
      name: this.manifest.name,
      clientId: `${ids.number(12)}.${ids.number(13)}`,
      clientSecret: ids.secret(32),
      signingSecret: ids.secret(32),
      appToken: `xapp-1-${id}-${ids.number(13)}-${ids.secret(64)}`,
      verificationToken: ids.secret(24),
    };
  }
}
