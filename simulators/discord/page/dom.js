/** Elements in one expression. */

/**
 * @param {string} tag a tag name, with classes after dots
 * @param {Record<string, unknown>} props attributes; functions become listeners; undefined, null and false are left out
 * @param {...(Node | string | undefined | null | false)} children
 */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (key === 'value') element.value = value;
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(
    ...children.flat().filter((child) => child !== undefined && child !== null && child !== false),
  );
  return element;
}

const COLOURS = ['#7d8bd1', '#5f9e83', '#c28b5a', '#b26d86', '#6a9fb5', '#9a7fb8', '#8a9a5b'];

/** A round sign with somebody's initial, in a colour of their own. */
export function avatar(user, size = '') {
  const colour = COLOURS[Number(BigInt(user.id) % BigInt(COLOURS.length))];
  const sign = h(
    `span.avatar${size}`,
    { 'aria-hidden': 'true' },
    (user.name ?? user.username).slice(0, 1).toUpperCase(),
  );
  sign.style.setProperty('--colour', user.bot ? '#d7a45a' : colour);
  return sign;
}

const addresses = new Map();

/** Signed addresses change with every look; the first one that was seen of a file stays, so that pictures do not flicker. */
export function steady(url) {
  const [place] = url.split('?');
  if (!addresses.has(place)) addresses.set(place, url);
  return addresses.get(place);
}
