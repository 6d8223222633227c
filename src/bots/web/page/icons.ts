/** Line icons on a grid of 24, drawn for this page. */
const PATHS = {
  photo: 'M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.5 9.2v.01',
  style:
    'M12 3a9 9 0 1 0 0 18c1.6 0 2-1.2 1.4-2.3-.8-1.5.1-3.2 2-3.2H18a3 3 0 0 0 3-3C21 7 17 3 12 3z M7.5 12.5v.01 M9 8v.01 M14 7v.01',
  plus: 'M12 5v14 M5 12h14',
  close: 'M6 6l12 12 M18 6L6 18',
  previous: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  in: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z M20 20l-4-4 M8 11h6 M11 8v6',
  out: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z M20 20l-4-4 M8 11h6',
  copy: 'M9 9h11v11H9z M5 15H4V4h11v1',
  share: 'M12 15V4 M8 8l4-4 4 4 M5 13v7h14v-7',
  swap: 'M4 9h14 M14 5l4 4-4 4 M20 15H6 M10 11l-4 4 4 4',
  send: 'M12 19V5 M6 11l6-6 6 6',
  latest: 'M12 5v14 M6 13l6 6 6-6',
  sliders: 'M4 7h9 M17 7h3 M15 5v4 M4 17h3 M11 17h9 M9 15v4',
  download: 'M12 4v11 M7 11l5 5 5-5 M5 20h14',
  again: 'M4 12a8 8 0 0 1 14-5l2 2 M20 4v5h-5 M20 12a8 8 0 0 1-14 5l-2-2 M4 20v-5h5',
  stronger: 'M12 19V5 M12 5l-4 4 M12 5l4 4 M6 19h12',
  softer: 'M12 5v14 M12 19l-4-4 M12 19l4-4 M6 5h12',
  larger: 'M14 4h6v6 M20 4l-7 7 M10 20H4v-6 M4 20l7-7',
  delete: 'M5 7h14 M10 7V4h4v3 M7 7l1 13h8l1-13',
  cancel: 'M7 7h10v10H7z',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z M20 20l-4-4',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2v2 M12 20v2 M2 12h2 M20 12h2 M5 5l1.4 1.4 M17.6 17.6L19 19 M19 5l-1.4 1.4 M6.4 17.6L5 19',
  moon: 'M20 14a8 8 0 0 1-10-10 8 8 0 1 0 10 10z',
  compare: 'M9 7l-5 5 5 5 M15 7l5 5-5 5',
  try: 'M12 3l2 5.5 5.5 2-5.5 2-2 5.5-2-5.5-5.5-2 5.5-2z M19 17v4 M17 19h4',
  'try-styles': 'M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M14 14h6v6h-6z',
  strengths: 'M3 15h3v4H3z M8 12h3v7H8z M13 9h3v10h-3z M18 5h3v14h-3z',
  heart: 'M12 20C7 16 3.5 12.8 3.5 9A4.5 4.5 0 0 1 12 6.8 4.5 4.5 0 0 1 20.5 9c0 3.8-3.5 7-8.5 11z',
  pictures: 'M4 4h7v9H4z M14 4h6v5h-6z M14 12h6v8h-6z M4 16h7v4H4z',
  pause: 'M9 6v12 M15 6v12',
  play: 'M8 5l11 7-11 7z',
  camera: 'M4 8h4l2-3h4l2 3h4v11H4z M12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
  brush: 'M20 4L10 14 M8 13c-3 0-4 2-4 4 0 1-1 2-2 2 3 2 9 2 9-3a3 3 0 0 0-3-3z',
  crop: 'M7 3v14h14 M3 7h14v14',
  dice: 'M5 5h14v14H5z M9 9v.01 M15 15v.01 M12 12v.01 M15 9v.01 M9 15v.01',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: the control has a label of its own. */
export function icon(name: IconName): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
