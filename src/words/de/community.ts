/** Settings of a community. */
import type { Area } from '../translation.js';

export const community: Area<'community'> = {
  preset: 'Stil, der genommen wird, wenn jemand keinen nennt; leer: keiner',
  quality: 'Qualität, die genommen wird, wenn jemand keine nennt',
  perMember:
    'so viele Bilder eines Mitglieds dürfen zugleich warten oder gemalt werden; 0: so viele, wie der Bot erlaubt',
  perDay: 'Bilder eines Mitglieds in 24 Stunden; 0: beliebig viele',
  allowsPrivate: 'Mitglieder dürfen Bilder anfragen, die nur sie sehen',
};
