/** App Home: my pictures, the styles there are, and for admins the way to the settings. Pure. */
import type { types } from '@slack/bolt';
import type { Job } from '../../../domain/job.js';
import type { Preset } from '../../../domain/preset.js';
import { said } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import { type CommunitySettings, screeningFact } from '../../community.js';
import { type Refusal, refusalLine } from '../../last-refusals.js';
import { jobLine } from '../../messages/answers.js';
import { title } from '../../messages/wording.js';
import { HOME_ACTIONS } from './action-ids.js';
import type { ShownPicture } from './job-message.js';
import { altText, cut, escaped, formatted, LABEL, plain } from './text.js';

/** Jobs that are listed. */
export const HOME_JOBS = 10;

/** Styles that are shown: with the rest they stay below a view's 100 blocks. */
const HOME_STYLES = 60;

export interface HomeJob {
  job: Job;
  /** Address of its message. */
  link: string | undefined;
  /** The finished picture. */
  shown: ShownPicture | undefined;
}

export interface HomeContent {
  words: Words;
  jobs: readonly HomeJob[];
  styles: readonly { preset: Preset; shown: ShownPicture | undefined }[];
  /** For admins only. */
  settings: CommunitySettings | undefined;
  /** What screening has refused last; for admins, too. */
  refusals: readonly Refusal[];
  /** ms since 1970 */
  now: number;
}

export function homeView({ words, jobs, styles, settings, refusals, now }: HomeContent): types.HomeView {
  const { t } = words;
  return {
    type: 'home',
    blocks: [
      header(t('slack.home.yours')),
      ...(jobs.length === 0
        ? [section(t('slack.home.none'))]
        : jobs.map((job) => jobSection(words, job, now))),
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: HOME_ACTIONS.stylize,
            text: plain(t('slack.stylizeTitle'), LABEL),
            style: 'primary',
          },
        ],
      },
      ...(settings === undefined ? [] : settingsBlocks(words, settings, styles)),
      ...(settings === undefined ? [] : refusalBlocks(words, refusals)),
      { type: 'divider' },
      header(t('slack.home.styles')),
      ...styles.slice(0, HOME_STYLES).map((style) => styleSection(words, style)),
    ],
  };
}

function jobSection(words: Words, { job, link, shown }: HomeJob, now: number): types.SectionBlock {
  const line = escaped(cut(jobLine(words, job, now), 400));
  const block = section(link === undefined ? line : `${line}\n<${link}|${words.t('slack.home.link')}>`);
  return shown === undefined ? block : { ...block, accessory: picture(shown, title(words, job.request)) };
}

function styleSection({ t }: Words, { preset, shown }: HomeContent['styles'][number]): types.SectionBlock {
  const { id, title, artist, year, moods } = preset;
  const facts = [artist, year, moods.join(', ')].map(escaped).join(' · ');
  const block = section(`*${escaped(title)}*\n${facts}\n\`/stylize ${id}\``);
  return shown === undefined
    ? block
    : { ...block, accessory: picture(shown, t('slack.byArtist', { title, artist })) };
}

/** What holds in the workspace, and the way to change it. */
function settingsBlocks(
  words: Words,
  settings: CommunitySettings,
  styles: HomeContent['styles'],
): types.KnownBlock[] {
  const { preset, quality, channels, perMember, perDay, allowsPrivate } = settings;
  const { t, say } = words;
  const style = styles.find((style) => style.preset.id === preset)?.preset.title;
  const fact = (name: string, value: string) => t('slack.fact', { name, value });
  const places =
    channels.length === 0 ? t('slack.home.allChannels') : channels.map((id) => `<#${id}>`).join(' ');
  const facts = [
    fact(t('slack.settings.style'), escaped(style ?? t('slack.home.none.style'))),
    fact(t('slack.settings.quality'), t(`options.quality.${quality}`)),
    fact(t('slack.home.channels'), places),
    t('slack.home.limits', {
      atOnce: perMember || said('slack.home.botLimit'),
      aDay: perDay || said('slack.home.anyNumber'),
    }),
    fact(t('slack.home.private'), allowsPrivate ? t('slack.home.allowed') : t('slack.home.off')),
    fact(t('community.screening.title'), say(screeningFact(settings))!),
  ];
  return [
    { type: 'divider' },
    header(t('slack.home.workspace')),
    {
      ...section(facts.join('\n')),
      accessory: {
        type: 'button',
        action_id: HOME_ACTIONS.settings,
        text: plain(t('slack.home.change'), LABEL),
      },
    },
  ];
}

/** Refusals that are listed: as many as fit into one section. */
const HOME_REFUSALS = 15;

function refusalBlocks(words: Words, refusals: readonly Refusal[]): types.KnownBlock[] {
  const { t } = words;
  const last = refusals.slice(0, HOME_REFUSALS);
  const lines =
    last.length === 0
      ? [t('community.refused.none')]
      : [...last.map((one) => refused(words, one)), `_${t('community.refused.kept')}_`];
  return [section([`*${t('community.refused.title')}*`, ...lines].join('\n'))];
}

/** The reader's client writes the time in their own zone (docs.slack.dev/messaging/formatting-message-text, Date formatting). */
function refused(words: Words, refusal: Refusal): string {
  const { user, channel, at } = refusal;
  const plain = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const when = `<!date^${Math.round(at / 1000)}^{date_short_pretty} {time}|${plain} UTC>`;
  const who = `<@${user.slice(user.lastIndexOf(':') + 1)}>`;
  return refusalLine(words, refusal, { when, who, where: channel ? `<#${channel}>` : '' });
}

function picture(shown: ShownPicture, alt: string): types.ImageElement {
  const common = { type: 'image', alt_text: altText(alt) } as const;
  return 'url' in shown ? { ...common, image_url: shown.url } : { ...common, slack_file: { id: shown.file } };
}

function header(text: string): types.HeaderBlock {
  return { type: 'header', text: plain(text, 150) };
}

function section(text: string): types.SectionBlock {
  return { type: 'section', text: formatted(text) };
}
