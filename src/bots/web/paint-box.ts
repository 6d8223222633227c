/** The paints that people of the web chat are named after, each with the ink that can be read on it. */
const DARK_INK = '#1c1712';
const LIGHT_INK = '#ffffff';

export const PAINTS: Readonly<Record<string, { paint: string; ink: string }>> = {
  Amber: { paint: '#e8a317', ink: DARK_INK },
  Cobalt: { paint: '#1f4fa3', ink: LIGHT_INK },
  Coral: { paint: '#f58570', ink: DARK_INK },
  Crimson: { paint: '#a8152f', ink: LIGHT_INK },
  Indigo: { paint: '#3d348b', ink: LIGHT_INK },
  Ivory: { paint: '#efe6c8', ink: DARK_INK },
  Ochre: { paint: '#cf9a35', ink: DARK_INK },
  Saffron: { paint: '#f5c02c', ink: DARK_INK },
  Sepia: { paint: '#6b4a2f', ink: LIGHT_INK },
  Sienna: { paint: '#9a4a22', ink: LIGHT_INK },
  Umber: { paint: '#5c4433', ink: LIGHT_INK },
  Viridian: { paint: '#2b6e5a', ink: LIGHT_INK },
};
