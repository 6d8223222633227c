/** App Home: what a person sees there, and what admins can settle. */
import { AtelierError } from '../../../domain/errors.js';
import type { Job } from '../../../domain/job.js';
import { handleOf } from '../../session.js';
import { failureOf } from '../connection/failure.js';
import { linkTo, placeIn } from '../delivery/message-reference.js';
import type { Parts } from '../dependencies.js';
import type { Gallery } from '../files/preset-thumbnails.js';
import { readSettings, settingsView } from '../settings/settings-dialog.js';
import { HOME_JOBS, type HomeContent, type HomeJob, homeView } from '../views/app-home-view.js';
import type { Shown } from '../views/job-message.js';
import type { Answer } from './buttons.js';
import type { Values } from './dialog-values.js';
import type { Dialogs } from './dialogs.js';
import type { Caller, Desk } from './request-context.js';

export class Home {
  readonly #parts: Parts;
  readonly #desk: Desk;
  readonly #dialogs: Dialogs;
  readonly #gallery: Gallery;

  constructor(parts: Parts, desk: Desk, dialogs: Dialogs, gallery: Gallery) {
    this.#parts = parts;
    this.#desk = desk;
    this.#dialogs = dialogs;
    this.#gallery = gallery;
  }

  /** What is there at once; then again with the pictures that had to be uploaded. */
  async show(caller: Caller): Promise<void> {
    const { presets } = this.#parts;
    const content = await this.#content(caller);
    const isWhole = await this.#publish(caller, content);
    const missing = content.styles.filter(({ shown }) => shown === undefined);
    if (isWhole && missing.length === 0) return;
    // One after the other: this is for the eye, and others may be asking for pictures.
    const styles: HomeContent['styles'][number][] = [];
    for (const preset of presets) {
      styles.push({ preset, shown: await this.#gallery.find(caller, preset) });
    }
    if (styles.some(({ shown }) => shown !== undefined)) await this.#publish(caller, { ...content, styles });
  }

  async openSettings(caller: Caller, trigger: string): Promise<void> {
    const { communities, presets } = this.#parts;
    await this.#assertAdmin(caller);
    const settings = await communities.of(this.#desk.communityOf(caller));
    await this.#dialogs.open(caller, trigger, () => settingsView(settings, presets));
  }

  changeSettings(caller: Caller, values: Values): Answer {
    const read = readSettings(values);
    if (!read.ok) return { problems: read.problems };
    const work = async () => {
      await this.#assertAdmin(caller);
      await this.#parts.communities.change(this.#desk.communityOf(caller), read.value);
      await this.#publish(caller, await this.#content(caller));
    };
    return { work };
  }

  async #content(caller: Caller): Promise<HomeContent> {
    const { session, communities, presets, time } = this.#parts;
    const [jobs, isAdmin] = await Promise.all([
      session.history(this.#desk.userOf(caller), HOME_JOBS),
      this.#desk.isAdmin(caller),
    ]);
    return {
      jobs: jobs.map((job) => this.#jobOf(caller, job)),
      styles: presets.map((preset) => ({ preset, shown: this.#gallery.known(caller, preset) })),
      settings: isAdmin ? await communities.of(this.#desk.communityOf(caller)) : undefined,
      now: time.now(),
    };
  }

  /** False where Slack took it only without the pictures of the styles; a result's file may have been deleted. */
  async #publish(caller: Caller, content: HomeContent): Promise<boolean> {
    const tries = [content, withoutResults(content)];
    for (const home of tries) if (await this.#isTaken(caller, home)) return true;
    await this.#gallery.refused(caller, this.#parts.presets);
    await this.#isTaken(caller, withoutPictures(content));
    return false;
  }

  /** False where Slack does not take its pictures. */
  async #isTaken({ installation, user }: Caller, content: HomeContent): Promise<boolean> {
    try {
      await this.#desk.web({ installation }).views.publish({ user_id: user, view: homeView(content) });
      return true;
    } catch (error) {
      if (failureOf(error).kind !== 'blocks') throw error;
      return false;
    }
  }

  #jobOf({ installation }: Caller, job: Job): HomeJob {
    const handle = handleOf(job, 'slack');
    const place = handle === undefined ? undefined : placeIn(handle);
    const file = place && job.state === 'done' ? this.#parts.traces.get(place)?.file : undefined;
    const shown: Shown | undefined = file === undefined ? undefined : { file };
    return { job, link: place && linkTo(installation.site, place), shown };
  }

  async #assertAdmin(caller: Caller): Promise<void> {
    if (await this.#desk.isAdmin(caller)) return;
    throw new AtelierError('forbidden', 'only admins of this workspace may change its settings');
  }
}

function withoutResults({ jobs, ...rest }: HomeContent): HomeContent {
  return { ...rest, jobs: jobs.map((job) => ({ ...job, shown: undefined })) };
}

function withoutPictures(content: HomeContent): HomeContent {
  return {
    ...withoutResults(content),
    styles: content.styles.map(({ preset }) => ({ preset, shown: undefined })),
  };
}
