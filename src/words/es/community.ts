/** Settings of a community. */
import type { Area } from '../translation.js';

export const community: Area<'community'> = {
  preset: 'estilo que se usa cuando nadie nombra uno; vacío: ninguno',
  quality: 'calidad que se usa cuando nadie nombra una',
  perMember: 'imágenes de un miembro en espera o pintándose a la vez; 0: las que permita el bot',
  perDay: 'imágenes de un miembro en 24 horas; 0: sin límite',
  allowsPrivate: 'los miembros pueden pedir imágenes que solo ellos ven',
};
