/** The options of a request, as /help and the form explain them. Names and values in them are typed as they stand. */
export const options = {
  size: 'longer side of the finished picture; the shorter one follows the photo',
  quality: 'how much work goes in; paper is the original algorithm, step for step',
  strength: 'how far the style may go: 0 is nearly the photo, 100 the style’s own forms',
  styleScale: 'size of the style picture relative to the result: larger gives larger strokes',
  keepColours: "keep the photo's colours and take only the brushwork",
  where: 'what is painted: all, only the subject or only its background; a second style paints the rest',
  faces:
    'keep lets the photo show through small faces, so that everybody is recognised; paint paints them like the rest',
  seed: 'the same seed gives the same picture, another seed a variation',
  mode: 'transfer uses photo and style, content only the photo, style only the Gram matrices of the style',
  init: 'what the painting starts from; auto is white for paper, noise for mode style, else the photo',
  motion: 'moving pictures (GIF, animated WebP, APNG): keep paints all frames, still only the first',
  network: 'feature network; vgg16 and vgg19 must be installed; auto is vgg19 for fine and paper on a GPU',
  ratio: 'alpha/beta of the recipe paper at strength 50; 1e-2, 1e-3 and 1e-4 are the published values',
  normalisation:
    'recipe paper by the equations of the paper, or as its first (Keras) implementation did it with vgg19',
  blend: 'share of the second style where two are given',
  // Names of the qualities where they are chosen or shown.
  'quality.draft': 'draft',
  'quality.standard': 'standard',
  'quality.fine': 'fine',
  'quality.paper': 'paper',
  // The parts of a photo, where they are chosen.
  'where.all': 'all of the photo',
  'where.subject': 'only the subject',
  'where.background': 'only the background',
  // What an option accepts.
  integer: 'an integer from {{min}} to {{max}}',
  number: 'a number from {{min}} to {{max}}',
  withUnit: '{{number}} {{unit}}',
  choice: 'one of {{choices}}',
  flag: 'true or false',
  text: 'a text of at most {{count}} characters',
  times: 'times',
} as const;
