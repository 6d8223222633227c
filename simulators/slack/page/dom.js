/** Building elements in one expression: h('b', { class: 'x', onclick }, 'text', child, [children]). */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name in element && name !== 'list') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** A colour of one's own, the same everywhere. */
export function hueOf(text) {
  let hue = 0;
  for (const letter of text) hue = (hue * 31 + letter.codePointAt(0)) % 360;
  return hue;
}

export function avatar(name, isApp = false) {
  if (isApp) return h('span', { class: 'avatar app', title: name });
  return h(
    'span',
    { class: 'avatar', style: `--hue: ${hueOf(name)}`, title: name },
    name.slice(0, 1).toUpperCase(),
  );
}

const SHAPES = {
  lock: 'M5 7V5a3 3 0 0 1 6 0v2M4 7h8v6H4z',
  plus: 'M8 3v10M3 8h10',
  send: 'M3 8h10M9 4l4 4-4 4',
  home: 'M3 8l5-5 5 5M4.5 7v6h7V7',
  cross: 'M4 4l8 8M12 4l-8 8',
  back: 'M10 3L5 8l5 5',
  page: 'M4 2h5l3 3v9H4z',
};

/** A line drawing that needs no font. */
export function icon(name, size = 16) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', SHAPES[name]);
  for (const [key, value] of Object.entries({
    viewBox: '0 0 16 16',
    width: size,
    height: size,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 1.6,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  })) {
    svg.setAttribute(key, value);
  }
  svg.append(path);
  return svg;
}

/** Files as the server takes them. */
export function readFiles(files) {
  return Promise.all(
    [...files].map(
      (file) =>
        new Promise((resolve, reject) => {
          const reader = new FileReader();
          reader.onload = () => resolve({ name: file.name, data: String(reader.result).split(',')[1] ?? '' });
          reader.onerror = () => reject(reader.error);
          reader.readAsDataURL(file);
        }),
    ),
  );
}

export function clock(ts) {
  const at = new Date(Number(ts) * 1000);
  return at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
