/** Names that Slack sends back to us, in buttons, dialogs and the manifest. */
import type { Action, Dialog } from '../../chat-adapter.js';

export const COMMANDS = { stylize: '/stylize', tryout: '/tryout' } as const;

/** The message shortcut "Stylize this picture". */
export const SHORTCUT = 'stylize_picture';

/** Callback ids of the dialogs. */
export const VIEWS = {
  stylize: 'stylize',
  otherStyle: 'other_style',
  try: 'try_style',
  share: 'share',
  picture: 'picture',
  settings: 'settings',
} as const;

/** Action id of a job's button: 'job:again'. */
export const JOB_ACTION = /^job:([a-z0-9-]+)$/;

export function jobAction(action: Action | Dialog): string {
  return `job:${action}`;
}

/** Action id of a job's menu; its options' values are an action and a press. */
export const JOB_MENU = 'job-menu';

/** The preset menu of a dialog, whose choice shows another picture. */
export const PRESET_ACTION = 'preset';

/** The button of a dialog that shows the rest of its options. */
export const MORE_ACTION = 'more-options';

/** The button of a refusal: the dialog, filled in. Its value is a form. */
export const CORRECT_ACTION = 'correct';

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

/** An option of the menu. */
export function encodeChoice(action: Action | Dialog, press: Press): string {
  return `${action} ${encodePress(press)}`;
}

export function decodeChoice(value: string): { action: string; press: Press } {
  const [action = '', ...press] = value.split(' ');
  return { action, press: decodePress(press.join(' ')) };
}

export function decodePress(value: string): Press {
  const [user = '', ...job] = value.split(' ');
  return { user, job: job.join(' ') };
}
