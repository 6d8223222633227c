/** Keys that work outside of text fields and dialogs: `/` writes a command, `?` lists all keys. */
export function initKeys(onWrite: () => void, onHelp: () => void): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const field = (event.target as Element).closest<HTMLInputElement>('input, select, textarea');
    // No command begins with a question mark.
    if (event.key === '?' && (!field || (field.id === 'text' && field.value === ''))) {
      event.preventDefault();
      onHelp();
    }
    // The character itself goes where the focus is then. A dialog keeps the focus.
    if (event.key === '/' && !field && !document.querySelector('dialog[open]')) onWrite();
  });
}
