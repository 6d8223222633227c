/** The settings of a server or workspace, as its moderators read them. */
export const community = {
  preset: 'style that is taken when somebody names none; empty: none',
  quality: 'quality that is taken when somebody names none',
  perMember: 'pictures of one member that may wait or be painted at once; 0: as many as the bot allows',
  perDay: 'pictures of one member within 24 hours; 0: any number',
  allowsPrivate: 'members may ask for pictures that only they see',
} as const;
