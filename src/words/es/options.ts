/** The options of a request. */
import type { Area } from '../translation.js';

export const options: Area<'options'> = {
  size: 'lado mayor de la imagen final; el menor sigue a la foto',
  quality: 'cuánto trabajo lleva; paper es el algoritmo original, paso a paso',
  strength: 'hasta dónde llega el estilo: 0 casi la foto, 100 las formas propias del estilo',
  styleScale: 'tamaño de la imagen de estilo respecto al resultado: mayor, trazos más grandes',
  keepColours: 'conservar los colores de la foto y tomar solo la pincelada',
  where:
    'qué se pinta: todo (all), solo el motivo (subject) o solo el fondo; un segundo estilo pinta el resto',
  faces:
    'keep deja ver la foto en las caras pequeñas para que se reconozca a cada persona; paint las pinta como lo demás',
  seed: 'la misma semilla da la misma imagen; otra, una variante',
  mode: 'transfer usa foto y estilo, content solo la foto, style solo las matrices de Gram del estilo',
  init: 'desde dónde se empieza; auto es blanco para paper, ruido para mode style y, si no, la foto',
  motion:
    'imágenes en movimiento (GIF, WebP animado, APNG): keep pinta todos los fotogramas, still solo el primero',
  network:
    'red de características; vgg16 y vgg19 deben estar instaladas; auto es vgg19 para fine y paper en una GPU',
  ratio: 'alpha/beta de la receta paper con intensidad 50; los valores publicados son 1e-2, 1e-3 y 1e-4',
  normalisation:
    'receta paper según las ecuaciones del artículo o como su primera implementación (Keras) con vgg19',
  blend: 'parte del segundo estilo cuando hay dos',
  // Names of the qualities where they are chosen or shown.
  'quality.draft': 'borrador',
  'quality.standard': 'estándar',
  'quality.fine': 'fina',
  'quality.paper': 'original',
  // The parts of a photo, where they are chosen.
  'where.all': 'toda la foto',
  'where.subject': 'solo el motivo',
  'where.background': 'solo el fondo',
  // What an option accepts.
  integer: 'un entero de {{min}} a {{max}}',
  number: 'un número de {{min}} a {{max}}',
  withUnit: '{{number}}\u00a0{{unit}}',
  choice: 'uno de {{choices}}',
  flag: 'true o false',
  text: 'un texto de {{count}} caracteres como máximo',
  times: 'veces',
};
