/**
 * The options of a /stylize as a form in a popover, made from their declarations. It reads the command's text and writes
 * into it; an option at its usual value is left out.
 */
import type { Field } from '../../../domain/field.js';
import type { Settings } from '../../../domain/request.js';
import { OPTIONS, type OptionName, parseCommand } from '../../commands/command-text.js';
import { withOption } from './composer-text.js';
import { byId, h, setText } from './dom.js';
import type { Draft } from './draft.js';
import { icon } from './icons.js';
import { t } from './page-words.js';

/** The common ones; the others are behind one more click. */
const MAIN: readonly OptionName[] = ['strength', 'size', 'quality', 'where', 'keepColours', 'faces', 'seed'];

/** Numbers with a step get a slider; the step is for the hand, the text takes any value. */
const STEPS: Partial<Record<OptionName, number>> = { strength: 1, size: 64, styleScale: 0.05, blend: 0.05 };

export function initOptions(draft: Draft): void {
  const names = Object.keys(OPTIONS) as OptionName[];
  const rows = names.map((name) => ({ name, ...optionRow(draft, name) }));
  const elements = (main: boolean) =>
    rows.filter(({ name }) => MAIN.includes(name) === main).map(({ element }) => element);
  byId('options-main').append(...MAIN.map((name) => rows.find((row) => row.name === name)!.element));
  byId('options-more').append(...elements(false));
  const button = byId('options-button');
  const badge = byId('options-count');
  draft.watch(() => {
    const { options, usual } = current(draft);
    for (const { name, element, show } of rows) {
      if (name === 'blend') element.hidden = !draft.files.has('style2');
      show(String(options[name] ?? usual[name]), options[name] === undefined ? usualText(draft, name) : '');
    }
    const count = Object.keys(options).length;
    setText(badge, count === 0 ? '' : String(count));
    button.setAttribute('aria-label', count === 0 ? t('page.options') : t('page.optionsChanged', { count }));
  });
}

/** Leaves only these to be chosen: a job whose network is not installed would fail when its turn comes. */
export function offerNetworks(names: readonly string[]): void {
  const { options } = byId<HTMLSelectElement>('option-network');
  for (const option of options) option.disabled = !names.includes(option.value);
}

/** What the text says, and what holds where it says nothing: the preset's tuning, else the default. */
function current({ command, preset }: Draft): {
  options: Partial<Record<OptionName, unknown>>;
  usual: Record<OptionName, unknown>;
} {
  const parsed = parseCommand(command);
  const options = parsed.ok && parsed.value.name === 'stylize' ? parsed.value.options : {};
  const defaults = Object.fromEntries(Object.entries(OPTIONS).map(([name, field]) => [name, field.default]));
  return { options, usual: { ...defaults, ...preset?.settings } as Record<OptionName, unknown> };
}

function usualText({ preset }: Draft, name: OptionName): string {
  return preset && (preset.settings as Partial<Settings>)[name as keyof Settings] !== undefined
    ? t('page.tuned')
    : '';
}

interface Row {
  element: HTMLElement;
  show(value: string, note: string): void;
}

function optionRow(draft: Draft, name: OptionName): Row {
  const field = OPTIONS[name];
  const write = (value: string) => {
    const { usual } = current(draft);
    draft.write(withOption(draft.command, name, value === String(usual[name]) ? undefined : value));
  };
  const control = controlFor(field, name, write);
  control.id = `option-${name}`;
  const value = h('output', { class: 'option-value', for: control.id });
  const meaning = h('p', { class: 'option-meaning', id: `meaning-${name}` }, t(`options.${name}`));
  control.setAttribute('aria-describedby', meaning.id);
  const label = h('label', { for: control.id }, t(`page.option.${name}`));
  const extra = name === 'seed' ? dice(write) : undefined;
  const element = h(
    'div',
    { class: `option option-${field.kind}` },
    h('div', { class: 'option-head' }, label, value),
    h('div', { class: 'option-control' }, control, extra),
    meaning,
  );
  return {
    element,
    show(text, note) {
      if (read(control) !== text) put(control, text);
      const shown = control.type === 'range' ? withUnit(text, field.unit) : '';
      setText(value, [shown, note].filter(Boolean).join(' · '));
    },
  };
}

function withUnit(number: string, unit: string | undefined): string {
  if (unit === 'times') return t('page.times', { number: Number(number) });
  return unit === undefined ? number : `${number} ${unit}`;
}

type Control = HTMLInputElement | HTMLSelectElement;

function controlFor(field: Field, name: OptionName, write: (value: string) => void): Control {
  const control = bareControl(field, name);
  control.addEventListener(control.type === 'range' ? 'input' : 'change', () => write(read(control)));
  return control;
}

function bareControl(field: Field, name: OptionName): Control {
  switch (field.kind) {
    case 'choice':
      return h('select', {}, ...field.choices.map((value) => h('option', { value }, nameOf(name, value))));
    case 'flag':
      return h('input', { type: 'checkbox', role: 'switch' });
    case 'text':
      return h('input', { type: 'text', maxlength: field.max });
    default: {
      const { min, max } = field;
      const step = STEPS[name];
      if (step !== undefined) return h('input', { type: 'range', min, max, step });
      return h('input', { type: 'number', min, max, step: field.kind === 'integer' ? 1 : 'any' });
    }
  }
}

/** Qualities and parts have names; the others are what is typed. */
function nameOf(name: OptionName, choice: string): string {
  if (name === 'quality') return t(`options.quality.${choice as Settings['quality']}`);
  return name === 'where' ? t(`options.where.${choice as Settings['where']}`) : choice;
}

function read(control: Control): string {
  return control.type === 'checkbox' ? String((control as HTMLInputElement).checked) : control.value;
}

function put(control: Control, text: string): void {
  if (control.type === 'checkbox') (control as HTMLInputElement).checked = text === 'true';
  else control.value = text;
}

function dice(write: (value: string) => void): HTMLElement {
  const roll = () => write(String(crypto.getRandomValues(new Uint16Array(1))[0]));
  return h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': t('page.anySeed'),
      title: t('page.anySeed'),
      onclick: roll,
    },
    icon('dice'),
  );
}
