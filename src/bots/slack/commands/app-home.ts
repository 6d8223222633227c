/** App Home: what a person sees there, and what admins can settle. */
import { AtelierError } from '../../../domain/errors.js';
import type { Job } from '../../../domain/job.js';
import { said } from '../../../words/said.js';
import { referenceOf } from '../../messages/job-messages.js';
import { isPictureRefusal } from '../connection/sdk-errors.js';
import { linkTo, readReference } from '../delivery/message-reference.js';
import type { SlackPorts } from '../dependencies.js';
import type { PresetThumbnails } from '../files/preset-thumbnails.js';
import { readSettings, settingsView } from '../settings/settings-dialog.js';
import { HOME_JOBS, type HomeContent, type HomeJob, homeView } from '../views/app-home-view.js';
import type { ShownPicture } from '../views/job-message.js';
import type { Answer } from './buttons.js';
import type { Values } from './dialog-values.js';
import type { Dialogs } from './dialogs.js';
import type { Caller, Requests } from './request-context.js';

export class AppHome {
  readonly #ports: SlackPorts;
  readonly #requests: Requests;
  readonly #dialogs: Dialogs;
  readonly #thumbnails: PresetThumbnails;

  constructor(ports: SlackPorts, requests: Requests, dialogs: Dialogs, thumbnails: PresetThumbnails) {
    this.#ports = ports;
    this.#requests = requests;
    this.#dialogs = dialogs;
    this.#thumbnails = thumbnails;
  }

  /** What is there at once; then again with the pictures that had to be uploaded. */
  async show(caller: Caller): Promise<void> {
    const { presets } = this.#ports;
    const content = await this.#content(caller);
    const isWhole = await this.#publish(caller, content);
    const missing = content.styles.filter(({ shown }) => shown === undefined);
    if (isWhole && missing.length === 0) return;
    // One after the other: this is for the eye, and others may be asking for pictures.
    const styles: HomeContent['styles'][number][] = [];
    for (const preset of presets) {
      styles.push({ preset, shown: await this.#thumbnails.find(caller, preset) });
    }
    if (styles.some(({ shown }) => shown !== undefined)) await this.#publish(caller, { ...content, styles });
  }

  async openSettings(caller: Caller, trigger: string): Promise<void> {
    const { communities, presets } = this.#ports;
    await this.#assertAdmin(caller);
    const settings = await communities.of(this.#requests.communityOf(caller));
    const words = await this.#requests.wordsFor(caller);
    await this.#dialogs.open(caller, trigger, () => settingsView(words, settings, presets));
  }

  changeSettings(caller: Caller, values: Values): Answer {
    const read = readSettings(values);
    if (!read.ok) return { problems: read.problems };
    const work = async () => {
      await this.#assertAdmin(caller);
      await this.#ports.communities.change(this.#requests.communityOf(caller), read.value);
      await this.#publish(caller, await this.#content(caller));
    };
    return { work };
  }

  async #content(caller: Caller): Promise<HomeContent> {
    const { session, communities, refusals, presets, clock } = this.#ports;
    const [words, jobs, isAdmin] = await Promise.all([
      this.#requests.wordsFor(caller),
      session.history(this.#requests.userOf(caller), HOME_JOBS),
      this.#requests.isAdmin(caller),
    ]);
    return {
      words,
      jobs: jobs.map((job) => this.#jobOf(caller, job)),
      styles: presets.map((preset) => ({ preset, shown: this.#thumbnails.known(caller, preset) })),
      settings: isAdmin ? await communities.of(this.#requests.communityOf(caller)) : undefined,
      refusals: isAdmin ? await refusals.last(this.#requests.communityOf(caller)) : [],
      now: clock.now(),
    };
  }

  /** False where Slack took it only without the pictures of the styles; a result's file may have been deleted. */
  async #publish(caller: Caller, content: HomeContent): Promise<boolean> {
    const tries = [content, withoutResults(content)];
    for (const home of tries) {
      if (!(await this.#isTaken(caller, home))) continue;
      if (home.styles.some(({ shown }) => shown !== undefined)) this.#thumbnails.taken(caller);
      return true;
    }
    await this.#thumbnails.refused(caller, this.#ports.presets);
    await this.#isTaken(caller, withoutPictures(content));
    return false;
  }

  /** False where Slack does not take its pictures. */
  async #isTaken({ installation, user }: Caller, content: HomeContent): Promise<boolean> {
    try {
      await this.#requests.client({ installation }).views.publish({ user_id: user, view: homeView(content) });
      return true;
    } catch (error) {
      if (!isPictureRefusal(error)) throw error;
      return false;
    }
  }

  #jobOf({ installation }: Caller, job: Job): HomeJob {
    const handle = referenceOf(job, 'slack');
    const reference = handle === undefined ? undefined : readReference(handle);
    const file =
      reference && job.state === 'done' ? this.#ports.uploadedFiles.get(reference)?.file : undefined;
    const shown: ShownPicture | undefined = file === undefined ? undefined : { file };
    return { job, link: reference && linkTo(installation.site, reference), shown };
  }

  async #assertAdmin(caller: Caller): Promise<void> {
    if (await this.#requests.isAdmin(caller)) return;
    throw new AtelierError('forbidden', said('slack.adminsOnly'));
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
