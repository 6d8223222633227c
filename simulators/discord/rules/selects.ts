/** Select menus of messages and modals (developers/components/reference#string-select and the four after it). */
import { COMPONENT } from '../protocol.js';
import type { Component } from '../world/components.js';
import { checkEmoji } from './emoji.js';
import type { Form } from './form.js';

const MOST_OPTIONS = 25;

export function checkSelect(select: Component, form: Form, where: 'message' | 'modal'): void {
  form.at('custom_id').text(select.custom_id, { min: 1, max: 100 });
  form.at('placeholder').text(select.placeholder, { max: 150, optional: true });
  form.at('min_values').integer(select.min_values, { min: 0, max: MOST_OPTIONS, optional: true });
  form.at('max_values').integer(select.max_values, { min: 1, max: MOST_OPTIONS, optional: true });
  const min = select.min_values ?? 1;
  const max = select.max_values ?? 1;
  if (min > max)
    form
      .at('min_values')
      .refuse('SELECT_COMPONENT_MIN_GREATER_THAN_MAX', 'min_values must not be greater than max_values');
  if (where === 'modal') checkInModal(select, form);
  if (select.type === COMPONENT.select) {
    checkOptions(select, form, max);
    return;
  }
  const defaults = select.default_values?.length ?? 0;
  if (defaults > max || (defaults > 0 && defaults < min))
    form.at('default_values').refuse('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
}

/** "Using disabled in a modal will result in an error"; min_values 0 asks for `required: false`. */
export function checkInModal(component: Component, form: Form): void {
  if (component.disabled)
    form.at('disabled').refuse('COMPONENT_DISABLED_IN_MODAL', 'Modals cannot have disabled components');
  if (component.min_values === 0 && component.required !== false)
    form
      .at('min_values')
      .refuse('NUMBER_TYPE_MIN', 'min_values must be at least 1 if required is omitted or true');
}

function checkOptions(select: Component, form: Form, max: number): void {
  const place = form.at('options');
  if (!place.list(select.options, { min: 1, max: MOST_OPTIONS })) return;
  const values = new Set<string>();
  select.options!.forEach((option, index) => {
    place.at(index, 'label').text(option.label, { min: 1, max: 100 });
    place.at(index, 'value').text(option.value, { min: 1, max: 100 });
    place.at(index, 'description').text(option.description, { max: 100, optional: true });
    checkEmoji(option.emoji, place.at(index, 'emoji'));
    if (values.has(option.value))
      place
        .at(index, 'value')
        .refuse('SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used');
    values.add(option.value);
  });
  if (max > select.options!.length)
    form
      .at('max_values')
      .refuse(
        'SELECT_COMPONENT_MAX_VALUES_EXCEEDS_OPTIONS',
        'max_values must not be greater than the number of options',
      );
  if (select.options!.filter((option) => option.default).length > max)
    place.refuse(
      'SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES',
      'There are more default options than max_values',
    );
}
