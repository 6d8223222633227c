/** Names that Slack sends back to us, in buttons, dialogs and the manifest. */
import type { Action, Dialog } from '../../chat-adapter.js';

export const COMMAND = '/stylize';

/** The message shortcut "Stylize this picture". */
export const SHORTCUT = 'stylize_picture';

/** Callback ids of the dialogs. */
export const VIEWS = {
  stylize: 'stylize',
  otherStyle: 'other_style',
  try: 'try_style',
  share: 'share',
  compare: 'compare',
  settings: 'settings',
} as const;

/** Action id of a job's button: 'job:again'. */
export const JOB_ACTION = /^job:([a-z-]+)$/;

export function jobAction(action: Action | Dialog): string {
  return `job:${action}`;
}

/** The preset menu of a dialog, whose choice shows another picture. */
export const PRESET_ACTION = 'preset';

/** Buttons of App Home. */
export const HOME_ACTIONS = { stylize: 'home:stylize', settings: 'home:settings' } as const;

/** What a job's button says: the job and its requester. */
export interface Press {
  job: string;
  user: string;
}

export function encodePress({ job, user }: Press): string {
  return `${user} ${job}`;
}

export function decodePress(value: string): Press {
  const [user = '', ...job] = value.split(' ');
  return { user, job: job.join(' ') };
}
