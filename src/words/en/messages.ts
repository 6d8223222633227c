/** The message of a job: its state, its pictures, how it ended. */
export const messages = {
  // Waiting. {{time}} of a ticking line is written by the chat's own client: "in 20 seconds".
  inLine: 'In line',
  nextInLine: 'Next in line',
  placeInLine: {
    ordinal: {
      one: '{{count}}st in line',
      two: '{{count}}nd in line',
      few: '{{count}}rd in line',
      other: '{{count}}th in line',
    },
  },
  startsIn: 'Starts in {{time}}.',
  startsTicking: 'Starts {{time}}.',
  // Being painted.
  settingUp: 'Setting up the canvas',
  painting: 'Painting',
  paintingSheet: 'Painting small ones to choose from',
  movingPicture: 'A moving picture of {{count}} frames.',
  movingPictureIn: 'A moving picture of {{count}} frames: {{time}} to paint.',
  paintingFrame: 'Painting frame {{number}} of {{count}}',
  left: '{{time}} left',
  doneTicking: 'done {{time}}',
  preview: 'Preview',
  previewAlt: 'How it looks so far: {{title}}',
  // Done.
  pressNumber: 'Press a number to paint that one in full.',
  strengthFact: 'strength {{percent}}',
  seedFact: 'seed {{seed}}',
  framesFact: '{{count}} frames',
  paintedIn: 'painted in {{time}}',
  timelapseOf: 'Timelapse: {{title}}',
  madeBy: 'Made by {{who}}',
  madeByWith: 'Made by {{who}} with {{styles}}',
  // Ended without a picture.
  stopped: 'Stopped',
  stoppedLine: 'This picture was stopped.',
  brokeOff: 'The painting broke off',
  cannotPaint: 'This cannot be painted',
  ourFault: 'That is our fault, not yours. Try again; if it comes back, tell the operator of this bot.',
  // What is painted. Titles of styles are names and stay as they are.
  photo: 'Photo',
  style: 'Style',
  anotherPicture: 'another picture',
  styled: '{{photo}} in the style of {{styles}}',
  texture: 'A texture of {{styles}}',
  inStyles: { one: '{{photo}} in {{count}} style', other: '{{photo}} in {{count}} styles' },
  atStrengths: { one: '{{title}} at {{count}} strength', other: '{{title}} at {{count}} strengths' },
  photoAlt: 'The photo: {{name}}',
  styleAlt: 'The style: {{name}}',
  fileName: 'picture',
} as const;
