/** Buttons and menus. */
import type { Area } from '../translation.js';

export const buttons: Area<'buttons'> = {
  again: 'Otra vez',
  tryAgain: 'Reintentar',
  startAgain: 'Empezar de nuevo',
  otherStyle: 'Otro estilo',
  share: 'Compartir',
  compare: 'Comparar',
  tryStyle: 'Probar este estilo',
  stronger: 'Más fuerte',
  softer: 'Más suave',
  strengths: 'Cinco intensidades para elegir',
  styles: 'Nueve estilos para elegir',
  moreStyles: 'Más estilos',
  larger: 'Más grande',
  download: 'Descargar en tamaño original',
  more: 'Más',
  cancel: 'Cancelar',
  delete: 'Eliminar',
};
