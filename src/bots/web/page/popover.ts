/** A list that opens below its button, and closes by Escape or a click elsewhere. */

/** Between the button and its list, and the edge of the window, px. */
const GAP = 6;

/** Joins a button and an element with an id; the list's first control has the focus while it is open. */
export function openBelow(button: HTMLButtonElement, list: HTMLElement): void {
  button.setAttribute('popovertarget', list.id);
  list.popover = 'auto';
  list.addEventListener('toggle', (event) => {
    if (event.newState !== 'open') return;
    const { bottom, right } = button.getBoundingClientRect();
    list.style.top = `${bottom + GAP}px`;
    list.style.left = `${Math.max(GAP, right - list.offsetWidth)}px`;
    list.querySelector<HTMLElement>('a, button')?.focus();
  });
  list.addEventListener('click', ({ target }) => {
    if ((target as Element).closest('a, button')) list.hidePopover();
  });
}
