/** Where a person writes: text, files, commands with a slash. */
import { h, icon, readFiles } from './dom.js';

/** Fills the form; `say` gets { text, files }. */
export function makeComposer(form, { placeholder, say }) {
  let files = [];
  const chips = h('div', { class: 'chips' });
  const input = h('textarea', { rows: 1, placeholder, 'aria-label': 'Message' });
  const picker = h('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    onchange: () => add(picker.files),
  });
  const send = async () => {
    const text = input.value;
    if (text.trim() === '' && files.length === 0) return;
    const sent = await readFiles(files);
    input.value = '';
    files = [];
    show();
    say({ text, files: sent });
  };
  function add(more) {
    files = [...files, ...more];
    picker.value = '';
    show();
    input.focus();
  }
  function show() {
    const drop = (gone) => () => {
      files = files.filter((file) => file !== gone);
      show();
    };
    chips.replaceChildren(
      ...files.map((file) =>
        h(
          'span',
          { class: 'chip' },
          file.type.startsWith('image/') && h('img', { src: URL.createObjectURL(file), alt: '' }),
          file.name,
          h('button', { type: 'button', title: 'Remove', onclick: drop(file) }, icon('cross', 10)),
        ),
      ),
    );
  }
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  });
  input.addEventListener(
    'paste',
    ({ clipboardData }) => clipboardData.files.length > 0 && add(clipboardData.files),
  );
  form.addEventListener('dragover', (event) => event.preventDefault());
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  form.replaceChildren(
    chips,
    h(
      'div',
      { class: 'composer-row' },
      h(
        'button',
        { type: 'button', class: 'quiet', title: 'Attach files', onclick: () => picker.click() },
        icon('plus'),
      ),
      input,
      picker,
      h('button', { class: 'send', title: 'Send' }, icon('send')),
    ),
  );
  return { setPlaceholder: (text) => (input.placeholder = text) };
}
