/** The settings of a server or workspace, as its moderators read them. */
export const community = {
  preset: 'style that is used when none is named; empty: none',
  quality: 'quality that is used when none is named',
  perMember: 'pictures of one member that may wait or be painted at once; 0: as many as the bot allows',
  perDay: 'pictures of one member within 24 hours; 0: any number',
  allowsPrivate: 'members may ask for pictures that only they see',
  screening:
    'pictures are checked by a classifier before they are shown; explicit refuses pornography, strict also what is suggestive',
  screeningThreshold: 'how sure the classifier has to be; the lower, the more it refuses',
  // In dialogs and lists. A menu on Slack holds 75 characters.
  'screening.title': 'Screening of pictures',
  'screening.off': 'off',
  'screening.explicit': 'refuses pornography',
  'screening.strict': 'refuses what is suggestive, too',
  'screening.from': '{{level}}, from {{percent}}',
  'screening.threshold': 'Refused from',
  'refused.title': 'Last refusals',
  'refused.none': 'Screening has refused nothing in the last 30 days.',
  'refused.kept': 'Kept for 30 days; the pictures are not kept.',
  'refused.line': '{{when}} {{who}} {{where}} {{part}}: {{what}} ({{percent}})',
  'refused.sent': 'picture that was sent',
  'refused.painted': 'picture that was painted',
} as const;
