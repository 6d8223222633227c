/** What the app may do and hears of, as its manifest says: docs.slack.dev/reference/app-manifest. */
import { type AppManifest, DEFAULT_SCOPES } from './api.js';

/** Any of these scopes lets the app hear of the event; none needed where there is none (docs.slack.dev/reference/events). */
const EVENT_SCOPES: Record<string, string> = {
  app_mention: 'app_mentions:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  'message.mpim': 'mpim:history',
};

export class Manifest {
  readonly #given: AppManifest | undefined;

  constructor(given: AppManifest | undefined) {
    this.#given = given;
  }

  get name(): string {
    return (
      this.#given?.features?.bot_user?.display_name ?? this.#given?.display_information?.name ?? 'Atelier'
    );
  }

  get scopes(): readonly string[] {
    return this.#given?.oauth_config?.scopes?.bot ?? DEFAULT_SCOPES;
  }

  get redirectUrls(): readonly string[] | undefined {
    return this.#given?.oauth_config?.redirect_urls;
  }

  get interactivity(): boolean {
    return this.#given?.settings?.interactivity?.is_enabled ?? true;
  }

  get home(): boolean {
    return this.#given?.features?.app_home?.home_tab_enabled ?? true;
  }

  get messagesTab(): boolean {
    return this.#given?.features?.app_home?.messages_tab_enabled ?? true;
  }

  hasCommand(command: string): boolean {
    const commands = this.#given?.features?.slash_commands;
    return this.#given === undefined || (commands?.some((one) => one.command === command) ?? false);
  }

  hasShortcut(type: 'message' | 'global', callbackId: string): boolean {
    if (this.#given === undefined) return true;
    const shortcuts = this.#given.features?.shortcuts ?? [];
    return shortcuts.some((one) => one.type === type && one.callback_id === callbackId);
  }

  /** The shortcuts of a message's menu; without a manifest nobody knows their names. */
  get shortcuts(): readonly { type: string; callback_id: string; name?: string }[] {
    return this.#given?.features?.shortcuts ?? [];
  }

  get commands(): readonly string[] {
    return (this.#given?.features?.slash_commands ?? []).map(({ command }) => command);
  }

  /** `name` as in bot_events: 'message.im', 'app_mention'. */
  hears(name: string, scopes: readonly string[]): boolean {
    const events = this.#given?.settings?.event_subscriptions?.bot_events;
    if (this.#given !== undefined && !events?.includes(name)) return false;
    const needed = EVENT_SCOPES[name];
    return needed === undefined || scopes.includes(needed);
  }
}
