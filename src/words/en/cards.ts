/** The web page: messages, comparisons, the styles, and a picture seen large. */
export const cards = {
  // A message: its bar, its buttons, its small pictures.
  progress: 'Progress',
  actions: 'What to do with it',
  compareTwo: 'Compare two',
  chooseTwo: 'Choose two of the small pictures.',
  cells: 'Pictures to choose from',
  paintCell: 'Paint {{number}}: {{title}}',
  compareCell: 'Compare {{number}}: {{title}}',
  anotherStrength: 'Another strength',
  compareWith: 'Compare with another',
  linkCopied: 'Link copied:',
  link: 'The link to this picture:',
  // How the losses of a picture went.
  losses: 'Losses',
  'loss.total': 'total',
  'loss.style': 'style',
  'loss.content': 'content',
  'loss.step': 'step {{number}}',
  lossesInWords: 'Total, style and content loss over {{steps}} steps, from {{first}} to {{last}}',
  // Photo and painting, or two pictures, under a line.
  painting: 'Painting',
  compareWithPhoto: 'Compare with the photo',
  photoParts: '{{above}} % photo, {{below}} % painting',
  compareThem: 'Compare the two',
  parts: '{{above}} % {{first}}, {{below}} % {{second}}',
  firstPicture: 'First picture',
  secondPicture: 'Second picture',
  sideBySide: 'Side by side',
  closePair: 'Close the comparison',
  paint: 'Paint {{title}}',
  // A strength, by a slider.
  paintAt: 'Paint at {{percent}}',
  smallAt: 'A small picture at {{percent}}',
  smallOnes: 'Small ones are painted, to show what a strength comes to.',
  smallPainted: 'Small ones are painted: {{painted}} of {{all}}.',
  // The styles to choose from.
  ownPicture: 'Your own picture',
  ownPictureHint: 'any painting, pattern or texture',
  noStyle: 'No style matches. Try fewer words, or your own picture.',
  styles: { one: '{{count}} style', other: '{{count}} styles' },
  // The empty page.
  welcomePhoto: 'A red panda on a branch',
  welcomeName: 'red panda',
  welcomeStyled: 'The same photo in the style of {{title}}',
  welcomeCompare: 'Compare the photo with its painting',
  pause: 'Pause the pictures',
  play: 'Let the pictures move',
  // A picture seen large.
  copied: 'Copied.',
  cannotHere: 'That did not work here. Download the picture.',
} as const;
