/** A modal or an App Home, as one person has it before them. */
import { randomBytes } from 'node:crypto';
import type { Control, Json, JsonObject, ShownImage, View } from '../api.js';
import { textOf, wordsOf } from '../blocks/find.js';
import { normalise } from '../blocks/normalise.js';
import { type Values, valuesFor } from '../blocks/state.js';
import type { Core } from '../core.js';
import { objects, str, wire } from '../json.js';
import type { InstallationState } from './installation.js';
import { controlsOf, imagesOf } from './looks.js';
import type { PersonState } from './person.js';

export class ViewState implements View {
  readonly id: string;
  readonly person: PersonState;
  readonly bot: InstallationState;
  /** Where the person was as it opened. */
  readonly channel: string | undefined;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly #core: Core;
  #spec: JsonObject = {};
  blocks: JsonObject[] = [];
  held: Values = {};
  errors: Record<string, string> = {};
  hash = '';
  open = true;
  updates = 0;

  constructor(
    core: Core,
    person: PersonState,
    bot: InstallationState,
    spec: JsonObject,
    place: { below?: ViewState | undefined; channel?: string | undefined } = {},
  ) {
    this.#core = core;
    this.id = core.ids.next('V');
    this.person = person;
    this.bot = bot;
    this.channel = place.channel ?? place.below?.channel;
    this.rootId = place.below?.rootId ?? this.id;
    this.previousId = place.below?.id ?? null;
    core.views.set(this.id, this);
    this.show(spec);
  }

  get type(): 'modal' | 'home' {
    return this.#spec.type === 'home' ? 'home' : 'modal';
  }

  get callbackId(): string {
    return str(this.#spec.callback_id);
  }

  get externalId(): string {
    return str(this.#spec.external_id);
  }

  get title(): string {
    return textOf(this.#spec.title);
  }

  get submitLabel(): string | undefined {
    return this.#spec.submit === undefined ? undefined : textOf(this.#spec.submit);
  }

  get privateMetadata(): string {
    return str(this.#spec.private_metadata);
  }

  get notifyOnClose(): boolean {
    return this.#spec.notify_on_close === true;
  }

  get clearOnClose(): boolean {
    return this.#spec.clear_on_close === true;
  }

  get words(): string {
    return [this.title, ...wordsOf(this.blocks)].filter((line) => line !== '').join('\n');
  }

  get images(): readonly ShownImage[] {
    return imagesOf(this.#core, this.blocks);
  }

  get controls(): readonly Control[] {
    return controlsOf(this.blocks);
  }

  get values(): JsonObject {
    const withFiles = Object.entries(this.held).map(([block, entries]) => [
      block,
      Object.fromEntries(Object.entries(entries).map(([action, entry]) => [action, this.#filled(entry)])),
    ]);
    return wire(Object.fromEntries(withFiles) as JsonObject);
  }

  until(which: (view: View) => boolean, what = 'the view to change'): Promise<View> {
    return this.#core.changes.until(() => which(this) && this, what);
  }

  /** Shows this instead; what was filled in stays where block_id and action_id do. */
  show(spec: JsonObject): void {
    this.#spec = wire(spec);
    this.blocks = normalise(objects(spec.blocks));
    this.held = valuesFor(this.blocks, this.held, this.channel);
    this.errors = {};
    this.hash = `${Math.floor(this.#core.clock.now() / 1000)}.${randomBytes(4).toString('hex')}`;
    this.updates += 1;
    this.#core.changes.notify();
  }

  put(blockId: string, actionId: string, entry: JsonObject): void {
    this.held[blockId] = { ...this.held[blockId], [actionId]: entry };
    this.#core.changes.notify();
  }

  complain(errors: Record<string, string>): void {
    this.errors = errors;
    this.#core.changes.notify();
  }

  close(): void {
    this.open = false;
    this.#core.changes.notify();
  }

  payload(): JsonObject {
    const spec = this.#spec;
    return wire({
      id: this.id,
      team_id: this.person.workspace.id,
      type: this.type,
      blocks: this.blocks,
      private_metadata: this.privateMetadata,
      callback_id: this.callbackId,
      state: { values: this.values },
      hash: this.hash,
      title: spec.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
      clear_on_close: this.clearOnClose,
      notify_on_close: this.notifyOnClose,
      close: spec.close ?? null,
      submit: spec.submit ?? null,
      previous_view_id: this.previousId,
      root_view_id: this.rootId,
      app_id: this.#core.app.id,
      external_id: this.externalId,
      app_installed_team_id: this.bot.workspace.id,
      bot_id: this.bot.botId,
    });
  }

  #filled(entry: JsonObject): Json {
    if (entry.type !== 'file_input') return entry;
    const files = Array.isArray(entry.files) ? entry.files : [];
    return { ...entry, files: files.map((id) => this.#core.files.get(str(id))?.payload() ?? null) };
  }
}
