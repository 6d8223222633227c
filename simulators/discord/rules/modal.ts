/**
 * What a modal may be (developers/interactions/receiving-and-responding#interaction-response-object-modal,
 * developers/components/reference#label and #file-upload).
 */
import { COMPONENT, SELECTS } from '../protocol.js';
import { type Component, walk } from '../world/components.js';
import { checkFileTypes } from './commands.js';
import { checkUnique, MOST_TEXT } from './components.js';
import { type Body, type Form, isObject } from './form.js';
import { checkInModal, checkSelect } from './selects.js';

const TOP: readonly number[] = [COMPONENT.row, COMPONENT.display, COMPONENT.label];
const LABELLED: readonly number[] = [
  ...SELECTS,
  COMPONENT.text,
  COMPONENT.upload,
  COMPONENT.radio,
  COMPONENT.checkboxes,
  COMPONENT.checkbox,
];

export function checkModal(data: Body, form: Form): void {
  form.at('custom_id').text(data.custom_id, { min: 1, max: 100 });
  form.at('title').text(data.title, { min: 1, max: 45 });
  const place = form.at('components');
  if (!place.list(data.components, { min: 1, max: 5 })) return;
  data.components.forEach((component, index) => {
    checkTop(component, place.at(index));
  });
  if (form.fine) checkUnique([...walk(data.components as Component[])], place);
}

function checkTop(component: unknown, form: Form): void {
  if (!form.object(component)) return;
  const one = component as unknown as Component;
  if (!TOP.includes(one.type)) {
    form.refuse('UNION_TYPE_CHOICES', `Value of field "type" must be one of (${TOP.join(', ')}).`);
    return;
  }
  if (one.type === COMPONENT.display) form.at('content').text(one.content, { min: 1, max: MOST_TEXT });
  if (one.type === COMPONENT.label) checkLabel(one, form);
  if (one.type === COMPONENT.row) checkRow(one, form);
}

/** The deprecated way: one text input, with its own label, in an action row. */
function checkRow(row: Component, form: Form): void {
  if (!form.at('components').list(row.components, { min: 1, max: 1 })) return;
  const input = row.components![0]!;
  if (input.type !== COMPONENT.text) {
    form
      .at('components', 0)
      .refuse('UNION_TYPE_CHOICES', `Value of field "type" must be one of (${COMPONENT.text}).`);
    return;
  }
  form.at('components', 0, 'label').text(input.label, { min: 1, max: 45 });
  checkText(input, form.at('components', 0));
}

function checkLabel(label: Component, form: Form): void {
  form.at('label').text(label.label, { min: 1, max: 45 });
  form.at('description').text(label.description, { max: 100, optional: true });
  const field = label.component;
  const place = form.at('component');
  if (!isObject(field)) {
    place.refuse('BASE_TYPE_REQUIRED', 'This field is required');
    return;
  }
  const one = field as unknown as Component;
  if (!LABELLED.includes(one.type)) {
    place.refuse('UNION_TYPE_CHOICES', `Value of field "type" must be one of (${LABELLED.join(', ')}).`);
    return;
  }
  if (SELECTS.includes(one.type)) {
    checkSelect(one, place, 'modal');
    return;
  }
  if (one.type === COMPONENT.text) {
    checkText(one, place);
    return;
  }
  place.at('custom_id').text(one.custom_id, { min: 1, max: 100 });
  if (one.type === COMPONENT.upload) checkUpload(one, place);
  if (one.type === COMPONENT.radio) checkOptions(one, place, 2);
  if (one.type === COMPONENT.checkboxes) checkOptions(one, place, 1);
}

function checkText(input: Component, form: Form): void {
  form.at('custom_id').text(input.custom_id, { min: 1, max: 100 });
  form.at('style').oneOf(input.style, [1, 2]);
  form.at('min_length').integer(input.min_length, { min: 0, max: 4000, optional: true });
  form.at('max_length').integer(input.max_length, { min: 1, max: 4000, optional: true });
  form.at('value').text(input.value, { max: 4000, optional: true });
  form.at('placeholder').text(input.placeholder, { max: 100, optional: true });
  if ((input.min_length ?? 0) > (input.max_length ?? 4000))
    form
      .at('min_length')
      .refuse('TEXT_INPUT_MIN_GREATER_THAN_MAX', 'min_length must not be greater than max_length');
}

/** "A minimum and maximum number of files between 0 and 10". */
function checkUpload(upload: Component, form: Form): void {
  form.at('min_values').integer(upload.min_values, { min: 0, max: 10, optional: true });
  form.at('max_values').integer(upload.max_values, { min: 1, max: 10, optional: true });
  if ((upload.min_values ?? 1) > (upload.max_values ?? 1))
    form
      .at('min_values')
      .refuse('FILE_UPLOAD_MIN_GREATER_THAN_MAX', 'min_values must not be greater than max_values');
  checkFileTypes(upload.file_types, form.at('file_types'), true);
  checkInModal(upload, form);
}

function checkOptions(group: Component, form: Form, fewest: number): void {
  if (!form.at('options').list(group.options, { min: fewest, max: 10 })) return;
  group.options!.forEach((option, index) => {
    for (const key of ['label', 'value'] as const)
      form.at('options', index, key).text(option[key], { min: 1, max: 100 });
    form.at('options', index, 'description').text(option.description, { max: 100, optional: true });
  });
}
