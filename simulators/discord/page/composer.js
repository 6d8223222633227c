/** The line to type in: plain messages with files, and commands with fields made from what the bot registered. */
import { h } from './dom.js';

const SUB = 1;
const GROUP = 2;

/**
 * @param commands as page/view.ts gives them, in the person's language
 * @param context `{ act, ask, names }`
 */
export function composer(commands, context) {
  const box = h('div.composer');
  const chat = commands.filter(({ type }) => type === 1).flatMap((command) => flattened(command));
  const plain = () =>
    box.replaceChildren(
      ...line(chat, context, (command) => box.replaceChildren(form(command, context, plain))),
    );
  plain();
  return box;
}

/** One entry for each subcommand, with the path that the bot hears. */
function flattened(entry, path = []) {
  const here = [...path, entry];
  const inner = entry.options.filter(({ type }) => type === SUB || type === GROUP);
  if (inner.length > 0)
    return inner.flatMap((option) => flattened({ ...option, options: option.options ?? [] }, here));
  return [
    {
      name: here.map(({ name }) => name).join(' '),
      label: here.map(({ label }) => label).join(' '),
      description: entry.description,
      options: entry.options,
    },
  ];
}

function line(commands, { act }, choose) {
  const list = h('ul.commands', { hidden: true });
  const files = h('input', { type: 'file', multiple: true, hidden: true });
  const input = h('input.line', {
    type: 'text',
    placeholder: 'Write a message, or / for a command',
    autocomplete: 'off',
    'aria-label': 'Message',
  });
  const found = () =>
    input.value.startsWith('/')
      ? commands.filter(({ name, label }) => `${name} ${label}`.includes(input.value.slice(1).toLowerCase()))
      : [];
  const show = () => {
    const entries = found();
    list.hidden = entries.length === 0;
    list.replaceChildren(
      ...entries.map((command) =>
        h(
          'li',
          {},
          h(
            'button',
            { type: 'button', click: () => choose(command) },
            h('b', {}, `/${command.label}`),
            h('span', {}, command.description),
          ),
        ),
      ),
    );
  };
  const send = async () => {
    const [command] = found();
    if (command !== undefined) return choose(command);
    if (input.value === '' && files.files.length === 0) return;
    const sent = await act('say', { text: input.value }, [...files.files]);
    if (sent) {
      input.value = '';
      files.value = '';
    }
  };
  input.addEventListener('input', show);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') void send();
  });
  const attach = h(
    'button.attach',
    { type: 'button', title: 'Attach pictures', click: () => files.click() },
    '+',
  );
  const chosen = h('span.chosen');
  files.addEventListener('change', () => {
    chosen.textContent = [...files.files].map(({ name }) => name).join(', ');
  });
  return [list, h('div.typing', {}, attach, files, input, chosen)];
}

/** A command with its fields; those that are required first, as registered. */
function form(command, context, done) {
  const fields = command.options.map((option) => field(command, option, context, () => values(fields)));
  const submit = async (event) => {
    event.preventDefault();
    const files = [];
    const given = values(fields, files);
    if (await context.act('slash', { name: command.name, values: given }, files)) done();
  };
  return h(
    'form.command',
    { submit },
    h('div.title', {}, h('b', {}, `/${command.label}`), h('span', {}, command.description)),
    h('div.fields', {}, ...fields.map(({ element }) => element)),
    h(
      'div.actions',
      {},
      h('button.button.secondary', { type: 'button', click: done }, 'Cancel'),
      h('button.button.primary', { type: 'submit' }, 'Send'),
    ),
  );
}

/** What was filled in, by option; files go into `files`, with their place in it. */
function values(fields, files = []) {
  const entries = fields
    .map(({ name, read }) => [name, read(files)])
    .filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries);
}

function field(command, option, context, others) {
  const { input, read } = inputFor(command, option, context, others);
  const title = h('span.name', {}, option.label, option.required && h('i', { title: 'needed' }, ' *'));
  return {
    name: option.name,
    read,
    element: h('label', { title: option.description }, title, input, h('span.hint', {}, option.description)),
  };
}

const NUMBERS = [4, 10];

function inputFor(command, option, context, others) {
  if (option.type === 11) return fileInput(option);
  if (option.type === 5)
    return select(
      [
        ['true', 'True'],
        ['false', 'False'],
      ],
      (value) => value === 'true',
    );
  if (option.choices?.length)
    return select(
      option.choices.map(({ value, label }) => [value, label]),
      (value) => (NUMBERS.includes(option.type) ? Number(value) : value),
    );
  if (option.autocomplete) return suggesting(command, option, context, others);
  const number = NUMBERS.includes(option.type);
  const input = h('input', {
    type: number ? 'number' : 'text',
    min: option.min_value,
    max: option.max_value,
    step: option.type === 10 ? 'any' : undefined,
    maxlength: option.max_length,
    required: option.required,
  });
  return { input, read: () => (input.value === '' ? undefined : number ? Number(input.value) : input.value) };
}

function fileInput(option) {
  const input = h('input', { type: 'file', required: option.required });
  const read = (files) => {
    const [file] = input.files;
    return file === undefined ? undefined : { file: files.push(file) - 1 };
  };
  return { input, read };
}

function select(entries, parse) {
  const input = h(
    'select',
    {},
    h('option', { value: '' }, '–'),
    ...entries.map(([value, label]) => h('option', { value }, label)),
  );
  return { input, read: () => (input.value === '' ? undefined : parse(input.value)) };
}

/** Asks the bot as somebody types; what is shown is a name, what is sent is its value. */
function suggesting(command, option, { ask }, others) {
  const known = new Map();
  const list = h('ul.suggestions', { hidden: true });
  const input = h('input', { type: 'text', autocomplete: 'off', required: option.required });
  let requests = 0;
  const suggest = async () => {
    requests += 1;
    const turn = requests;
    const choices = await ask('autocomplete', {
      name: command.name,
      values: { ...others(), [option.name]: input.value },
      focused: option.name,
    });
    if (turn !== requests || !Array.isArray(choices)) return;
    for (const { name, value } of choices) known.set(name, value);
    list.hidden = choices.length === 0;
    list.replaceChildren(
      ...choices.map(({ name }) =>
        h('li', {}, h('button', { type: 'button', mousedown: () => take(name) }, name)),
      ),
    );
  };
  const take = (name) => {
    input.value = name;
    list.hidden = true;
  };
  input.addEventListener('input', () => void suggest());
  input.addEventListener('focus', () => void suggest());
  input.addEventListener('blur', () => {
    list.hidden = true;
  });
  return {
    input: h('span.suggesting', {}, input, list),
    read: () => known.get(input.value) ?? (input.value || undefined),
  };
}
