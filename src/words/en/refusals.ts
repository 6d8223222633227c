/** Why something is not done, and the way out. Clauses begin small: where they stand alone they get their capital and full stop. */
export const refusals = {
  // Commands.
  nothingToDo: 'there is nothing to do yet; type /stylize, or /help to see what there is',
  notUnderstood:
    'I find neither a style nor a command in that; name a style or start with /stylize, or type /help',
  unknownCommand: 'there is no command {{given}}; there are {{commands}}',
  unknownOption: 'there is no option {{given}}; options are {{options}}',
  repeatedOption: '{{name}} is given twice; leave one of them out',
  wrongValue: '{{name}} must be {{expected}}; got {{given}}',
  picturesNeedStylize: 'pictures go with /stylize; send them with that, or send /{{command}} alone',
  // Pictures and styles that go together.
  noPhoto: 'there is no photo to paint; attach one and send it again',
  noStyle: 'a style is needed: attach a second picture or name a preset',
  contentTakesNoStyle: 'mode=content uses no style; leave the style out, or take mode=transfer',
  textureNeedsStyle: 'mode=style needs a style; attach a second picture, or name one of the /styles',
  threeStyles: 'those are three styles, and two is the limit; leave one of them out',
  threePictures: 'at most {{count}} pictures: a photo and two styles',
  twoInOnePlace: 'there are two pictures for {{place}}; leave one of them out',
  tryoutAlone:
    '/tryout takes one photo and no style, and shows it in nine styles; with a style it is /stylize',
  blendNeedsTwo: 'blend mixes two styles and there is one; add a second style, or leave blend out',
  blendNeedsWhole:
    'blend mixes two styles over the whole photo; with where each paints a part of its own; leave blend out',
  severalPresets: '{{words}} fits several presets; choose one of {{styles}}',
  nearestPresets: 'there is no preset {{words}}; nearest by name: {{styles}}',
  noPreset:
    'there is no preset {{words}}, and none with a name near it; look through the styles and name one of them',
  otherStyleNeeded: 'choose one of the styles, or attach a picture of your own',
  // Files. Sentences: a name may stand before them.
  ofPicture: '"{{name}}": {{why}}',
  emptyFile: 'The picture file is empty. Send it again.',
  largeFile: 'The picture file is {{size}} large; the limit is {{limit}}. Send a smaller one.',
  tooLargeNamed: '"{{name}}" is larger than {{limit}}; make it smaller, or save it as a JPEG',
  foreignFile: 'This file is {{kind}}. Send a JPEG, PNG, WebP, AVIF, HEIC, GIF or TIFF picture.',
  noPicture: 'This file is not a picture. Send a JPEG, PNG, WebP, AVIF, HEIC, GIF or TIFF picture.',
  'kind.page': 'a web page or an SVG drawing',
  'kind.pdf': 'a PDF',
  'kind.bmp': 'a BMP picture',
  'kind.photoshop': 'a Photoshop document',
  'kind.jpegXl': 'a JPEG XL picture',
  'kind.jpeg2000': 'a JPEG 2000 picture',
  'kind.icon': 'a Windows icon',
  'kind.archive': 'a ZIP archive or an office document',
  'kind.film': 'a film',
  'kind.unknown': 'not a known kind of picture',
  tooManyPixels: 'The picture is {{pixels}}; the limit is {{limit}} megapixels. Send a smaller one.',
  movingTooLarge:
    'A moving picture can be at most {{limit}} px large. Ask for a smaller size, or for a still: motion=still.',
  movingTooLong:
    'The moving picture has {{count}} frames, which together are more than {{limit}} megapixels. Send a shorter or a smaller one.',
  tooFewPixels:
    'The picture is {{pixels}}; its shorter side must be at least {{limit}} px. Send a larger one.',
  tooLong:
    'The picture is {{pixels}}; its longer side may be at most {{limit}} times the shorter one. Crop it.',
  transparent: 'The picture is transparent all over: there is nothing to paint. Send another one.',
  damaged: 'The picture file is damaged or incomplete. Save or export it again and send that.',
  brokeReading:
    'The picture file is damaged and cannot be read to its end. Save or export it again and send that.',
  tooMuchTime: 'Reading this picture takes too long. Send a smaller one, or a JPEG.',
  tooMuchMemory: 'Reading this picture takes too much memory. Send a smaller one, or a JPEG.',
  strangeTiff:
    'This is a TIFF {{kind}}, which cannot be read. Save it with 8 or 16 bits in RGB, or as a PNG.',
  'tiff.colours': 'with colours of an unusual kind',
  'tiff.lab': 'in L*a*b* colours of {{depth}} bits',
  'tiff.otherLab': 'in an unusual kind of L*a*b* colours',
  'tiff.float': 'with floating-point samples of {{depth}} bits',
  'tiff.signed': 'with signed samples of {{depth}} bits',
  'tiff.complex': 'with complex samples',
  'tiff.mixed': 'with samples of different sizes',
  'tiff.ycbcr': 'in Y’CbCr colours without JPEG compression',
  'tiff.bits': 'with samples of {{depth}} bits',
  // Files on their way.
  fetchSlow: 'fetching "{{name}}" took longer than {{time}}; send it again',
  fetchBroken: 'fetching "{{name}}" broke off; send it again',
  foreignHost: '"{{name}}" is not stored by this chat ({{host}}); attach the picture itself',
  badAddress: '"{{name}}" has no address that can be read; attach it again',
  fileGone: '"{{name}}" is no longer available; attach it again',
  fileUnreachable: '"{{name}}" cannot be fetched right now; try again in a minute',
  notStored: '{{what}} is no longer stored; send it again',
  'what.photo': 'the photo',
  'what.style': 'the style {{name}}',
  'what.initial': 'the picture to start from',
  'what.mask': 'the mask',
  'what.picture': 'this picture',
  // Rights and limits of a community.
  notHere:
    'pictures are not painted in this channel; ask in one that the moderators have chosen: {{channels}}',
  noPrivate: 'pictures that only you see are switched off here; ask again without that option',
  notThere: 'the moderators have not chosen that channel for pictures; choose one of theirs: {{channels}}',
  notYoursToChange:
    'only the requester of this picture may change it; press "Try this style" for one of your own',
  notYoursToCancel: 'only the requester of this picture may cancel it',
  notYoursToDelete: 'only the requester of this picture may delete it',
  notYoursToShare: 'only the requester of this picture may share it',
  unknownPicture: 'this picture is no longer known; ask for it again with /stylize',
  notFinished: 'this picture is not finished; wait for it, then press again',
  noSuchCell: 'there is no such picture on the sheet; press one of its numbers',
  onlyStylize: 'only what /stylize paints has a strength',
  styleFirst: 'there is no style yet; choose one, then its strength',
  pressNumber: 'press one of the numbers first',
  onePicture: 'one picture at a time; send the one whose style it is to get',
  // The queue.
  comeBackIn: '{{reason}}; try again in {{time}}',
  comeBackLater: '{{reason}}; try again when one of them has started',
  queueFull: 'the queue is full (limit: {{count}} waiting)',
  queueFullNow: 'the queue is full; try again in a minute',
  yourWaiting: {
    one: 'you have {{count}} job waiting, which is the limit for one person',
    other: 'you have {{count}} jobs waiting, which is the limit for one person',
  },
  communityWaiting: {
    one: '{{count}} job of this community waits, which is the limit for one community',
    other: '{{count}} jobs of this community wait, which is the limit for one community',
  },
  memberBusy: {
    one: 'you have {{count}} picture on the way, which is the limit for each member here; wait for it, or cancel it',
    other:
      'you have {{count}} pictures on the way, which is the limit for each member here; wait for one, or cancel one',
  },
  memberHadEnough: {
    one: 'you have reached the limit of {{count}} picture a day; ask again in {{time}}',
    other: 'you have reached the limit of {{count}} pictures a day; ask again in {{time}}',
  },
  tooLate: 'posting the message took too long; try again',
  stopping: 'Atelier is being stopped; try again in a minute',
  // A job that ends without a picture.
  stoppedSeveralTimes: {
    one: 'Atelier stopped {{count}} time while it painted this, so it does not try again; ask for a smaller size',
    other:
      'Atelier stopped {{count}} times while it painted this, so it does not try again; ask for a smaller size',
  },
  lost: 'the queue has lost this job: its data were reset or restored from an earlier state; request it again',
  roomUpTo: 'the memory here is enough for up to {{side}} px; ask with size={{side}} or less',
  noMemoryHere:
    'this machine has too little free memory to paint; close other programs, or raise MEMORY_LIMIT',
  notEnoughMemory: 'there was not enough memory to paint this picture; ask for a smaller size',
  crashed: 'the engine crashed ({{how}}); try again, and report it if it happens again',
  diverged:
    'the fixed step of normalisation=keras is too long for this picture; ask with normalisation=paper, or another size',
  networkMissing: 'the network {{name}} is not installed; choose another one, or {{remedy}}',
  visionMissing:
    'the file config/vision/{{file}} is missing here; whoever runs this program can copy it from a fresh checkout',
  visionDamaged:
    'the file config/vision/{{file}} is damaged; whoever runs this program can copy it from a fresh checkout',
  noStart: 'init picture needs a picture to start from',
  // Screening. Sentences.
  'unsafe.sent':
    'The screening here takes this picture for {{what}} ({{percent}} sure), so it is not painted. It can be wrong: if so, ask a moderator.',
  'unsafe.painted':
    'The screening here takes the painting for {{what}} ({{percent}} sure), so it is not shown. It can be wrong: try another style, or ask a moderator.',
  'unsafe.porn': 'pornography',
  'unsafe.hentai': 'a pornographic drawing',
  'unsafe.sexy': 'a suggestive picture',
  screeningFailed:
    'pictures are screened here before they are shown, and screening does not work at the moment',
  noSubject:
    'no subject stands out from its background in this photo; paint all of it (where=all), or take another photo',
  maskShape:
    'the mask is {{mask}} (width to height) and the photo {{photo}}; give a mask of the photo’s shape',
  maskEmpty: 'the mask is all light or all dark; paint the subject white on black',
  doesNotFit: 'the picture does not fit here; ask for a smaller size',
  cancelled: 'the painting was cancelled',
  // Notes of a job that goes on.
  'note.tiles': 'Memory ran short, so it continues in smaller tiles.',
  'note.gpu': 'The GPU failed, so it continues with another way of using the GPU.',
  'note.cpu': 'The GPU failed, so it continues on the CPU: slower, and nothing is lost.',
  'note.faces': 'Faces could not be looked for, so small ones are painted like the rest.',
  // The web server.
  pictureGone: 'this picture is no longer available',
  picturesGone: 'these pictures are no longer available',
  nothingHere: 'there is nothing here',
  wrongName: 'this server does not answer to the name {{name}}',
  foreignPage: 'commands are taken from this server’s own page only',
  stillSending: 'your other pictures are still being sent; wait until they are here',
  manySending: '{{number}} people are sending pictures right now; try again in a few seconds',
  slowUpload:
    'the pictures come too slowly, less than {{rate}} kB a second; make them smaller, or use a better connection',
  brokenForm: 'the form cannot be read to its end, or has more than {{pictures}} pictures; send it again',
  longCommand: 'a command has 1 to {{most}} characters; make it shorter',
  tooLargeToEnlarge: 'pictures of up to {{side}} px are enlarged; take this one as it is',
  // Ours.
  title: 'That did not work',
  brokenTitle: 'Something broke on our side',
  tryAgain: 'Try again; if it comes back, tell the operator of this bot.',
} as const;
