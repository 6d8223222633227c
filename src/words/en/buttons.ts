/** What stands on buttons and in menus: at most 75 characters (Slack), better two words. */
export const buttons = {
  again: 'Again',
  tryAgain: 'Try again',
  startAgain: 'Start again',
  otherStyle: 'Other style',
  share: 'Share',
  compare: 'Compare',
  tryStyle: 'Try this style',
  stronger: 'Stronger',
  softer: 'Softer',
  strengths: 'Five strengths to choose from',
  styles: 'Nine styles to choose from',
  moreStyles: 'More styles',
  larger: 'Larger',
  more: 'More',
  cancel: 'Cancel',
  delete: 'Delete',
} as const;
