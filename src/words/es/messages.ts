/** The message of a job. */
import type { Area } from '../translation.js';

export const messages: Area<'messages'> = {
  // Waiting. {{time}} of a ticking line is written by the chat's own client: "in 20 seconds".
  inLine: 'En la cola',
  nextInLine: 'Siguiente en la cola',
  placeInLine: 'Puesto {{count}} en la cola',
  startsIn: 'Empieza en {{time}}.',
  startsTicking: 'Empieza {{time}}.',
  // Being painted.
  settingUp: 'Preparando el lienzo',
  painting: 'Pintando',
  paintingSheet: 'Pintando muestras para elegir',
  movingPicture: 'Una animación de {{count}} fotogramas.',
  movingPictureIn: 'Una animación de {{count}} fotogramas: pintarla lleva {{time}}.',
  paintingFrame: 'Pintando el fotograma {{number}} de {{count}}',
  left: 'lista en {{time}}',
  doneTicking: 'lista {{time}}',
  preview: 'Vista previa',
  previewAlt: 'Así va quedando: {{title}}',
  // Done.
  pressNumber: 'Pulsa un número para pintar esa imagen a tamaño completo.',
  strengthFact: 'intensidad {{percent}}',
  seedFact: 'semilla {{seed}}',
  framesFact: '{{count}} fotogramas',
  paintedIn: 'pintada en {{time}}',
  timelapseOf: 'Cámara rápida: {{title}}',
  madeBy: 'Hecha por {{who}}',
  madeByWith: 'Hecha por {{who}} con {{styles}}',
  // Ended without a picture.
  stopped: 'Pintura detenida',
  stoppedLine: 'Aquí ya no se pinta nada más.',
  brokeOff: 'La pintura se ha interrumpido',
  cannotPaint: 'Esto no se puede pintar',
  ourFault:
    'Es culpa nuestra, no tuya. Inténtalo de nuevo; si vuelve a pasar, avisa a quien administra este bot.',
  // What is painted. Titles of styles are names and stay as they are.
  photo: 'Foto',
  style: 'Estilo',
  anotherPicture: 'otra imagen',
  styled: '{{photo}} al estilo de {{styles}}',
  texture: 'Textura de {{styles}}',
  inStyles: { one: '{{photo}} en {{count}} estilo', other: '{{photo}} en {{count}} estilos' },
  atStrengths: { one: '{{title}} con {{count}} intensidad', other: '{{title}} con {{count}} intensidades' },
  photoAlt: 'La foto: {{name}}',
  styleAlt: 'El estilo: {{name}}',
  fileName: 'imagen',
};
