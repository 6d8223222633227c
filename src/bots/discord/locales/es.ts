/** Spanish. */
import type { Texts } from './texts.js';

export const es: Texts = {
  stylize: { name: 'estilizar', description: 'Pintar una foto al estilo de una imagen' },
  options: {
    content: { name: 'foto', description: 'La foto que se pinta de nuevo' },
    style: { name: 'estilo', description: 'Una imagen de la que se toma el estilo' },
    preset: { name: 'plantilla', description: 'Un estilo que ya está aquí: título, artista o ambiente' },
    style2: { name: 'estilo2', description: 'Una segunda imagen, para mezclar dos estilos' },
    blend: { name: 'mezcla', description: 'Parte del segundo estilo cuando hay dos' },
    strength: {
      name: 'fuerza',
      description: 'Hasta dónde llega el estilo: 0 casi la foto, 100 casi una textura',
    },
    size: { name: 'tamaño', description: 'Lado mayor de la imagen final; el menor sigue a la foto' },
    quality: {
      name: 'calidad',
      description: 'Cuánto trabajo lleva; original es el algoritmo publicado, paso a paso',
    },
    seed: { name: 'semilla', description: 'La misma semilla da la misma imagen; otra, una variante' },
    private: { name: 'privado', description: 'Solo tú ves la imagen' },
  },
  qualities: { draft: 'borrador', standard: 'estándar', fine: 'fina', paper: 'original' },
  styles: { name: 'estilos', description: 'Ver los estilos que hay' },
  words: { name: 'buscar', description: 'Un título, un artista o un ambiente' },
  queue: { name: 'cola', description: 'Ver qué lugar ocupan tus imágenes en la cola' },
  jobs: { name: 'pedidos', description: 'Ver lo último que has pedido' },
  atelier: { name: 'atelier', description: 'Administrar Atelier en este servidor' },
  settings: { name: 'ajustes', description: 'Canales, valores por defecto y límites de este servidor' },
  stylizePicture: 'Estilizar esta imagen',
  stylizeAvatar: 'Estilizar avatar',
};
