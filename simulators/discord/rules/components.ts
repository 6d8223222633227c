/**
 * What a message's components may be (developers/components/reference, one section per component). Error codes are those that Discord's
 * own answers carry, as quoted in public bug reports: COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED, COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED,
 * COMPONENT_CUSTOM_ID_DUPLICATED, UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND and the BASE_TYPE family.
 */
import { BUTTON, COMPONENT, SELECTS } from '../protocol.js';
import { attachmentName, type Component, walk } from '../world/components.js';
import { checkEmoji } from './emoji.js';
import { type Form, isObject } from './form.js';
import { checkSelect } from './selects.js';

/** "Messages allow up to 40 total components", nested ones included. */
export const MOST_COMPONENTS = 40;
/** "Components displayable text size exceeds maximum size of 4000": of all text displays of a message together. */
export const MOST_TEXT = 4000;
/** "Legacy messages allow up to 5 action rows as top-level components". */
const LEGACY_ROWS = 5;

const TOP_V2: readonly number[] = [
  COMPONENT.row,
  COMPONENT.section,
  COMPONENT.display,
  COMPONENT.gallery,
  COMPONENT.file,
  COMPONENT.separator,
  COMPONENT.container,
];
const IN_CONTAINER = TOP_V2.filter((type) => type !== COMPONENT.container);

/** The components of a message as a whole; `names` are the files that `attachment://` may refer to. */
export function checkComponents(
  components: unknown,
  v2: boolean,
  names: ReadonlySet<string>,
  form: Form,
): components is Component[] {
  if (!form.list(components, { max: v2 ? MOST_COMPONENTS : LEGACY_ROWS })) return false;
  components.forEach((component, index) => {
    checkOne(component, v2 ? TOP_V2 : [COMPONENT.row], names, form.at(index));
  });
  if (!form.fine) return false;
  const all = [...walk(components as Component[])];
  if (v2 && all.length > MOST_COMPONENTS)
    form.refuse(
      'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
      `The total number of components exceeds the maximum of ${MOST_COMPONENTS}`,
    );
  const text = all.reduce((sum, { content }) => sum + [...(content ?? '')].length, 0);
  if (text > MOST_TEXT)
    form.refuse(
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      `Components displayable text size exceeds maximum size of ${MOST_TEXT}`,
    );
  checkUnique(all, form);
  return form.fine;
}

/** custom_id and id "must be unique" in one message or modal. */
export function checkUnique(all: readonly Component[], form: Form): void {
  for (const [key, code] of [
    ['custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED'],
    ['id', 'COMPONENT_ID_DUPLICATED'],
  ] as const) {
    const values = all.flatMap((component) => component[key] || []);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined)
      form.refuse(code, `Component ${key === 'id' ? 'id' : 'custom id'} cannot be duplicated: ${twice}`);
  }
}

function checkOne(
  component: unknown,
  types: readonly number[],
  names: ReadonlySet<string>,
  form: Form,
): void {
  if (!form.object(component)) return;
  if (!types.includes(component.type as number)) {
    form.refuse('UNION_TYPE_CHOICES', `Value of field "type" must be one of (${types.join(', ')}).`);
    return;
  }
  const one = component as unknown as Component;
  if (one.type === COMPONENT.row) checkRow(one, form);
  if (one.type === COMPONENT.section) checkSection(one, names, form);
  if (one.type === COMPONENT.display) form.at('content').text(one.content, { min: 1, max: MOST_TEXT });
  if (one.type === COMPONENT.gallery) checkGallery(one, names, form);
  if (one.type === COMPONENT.file) checkMedia(one.file, names, form.at('file'), true);
  if (one.type === COMPONENT.thumbnail) checkPicture(one, names, form);
  if (one.type === COMPONENT.separator)
    form.at('spacing').integer(one.spacing, { min: 1, max: 2, optional: true });
  if (one.type === COMPONENT.container) checkContainer(one, names, form);
}

/** "Up to 5 buttons, or a single select". */
function checkRow(row: Component, form: Form): void {
  const place = form.at('components');
  if (!place.list(row.components, { min: 1, max: 5 })) return;
  const children = row.components as Component[];
  children.forEach((child, index) => {
    if (child.type === COMPONENT.button) checkButton(child, place.at(index));
    else if (SELECTS.includes(child.type)) checkSelect(child, place.at(index), 'message');
    else
      place
        .at(index)
        .refuse(
          'UNION_TYPE_CHOICES',
          `Value of field "type" must be one of (${[COMPONENT.button, ...SELECTS].join(', ')}).`,
        );
  });
  if (children.length > 1 && children.some(({ type }) => SELECTS.includes(type)))
    place.refuse('COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
}

function checkButton(button: Component & { sku_id?: string }, form: Form): void {
  if (!form.at('style').oneOf(button.style, Object.values(BUTTON))) return;
  form.at('label').text(button.label, { max: 80, optional: true });
  if (!button.label && button.emoji === undefined && button.style !== BUTTON.premium)
    form.refuse('BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'A label or emoji is required');
  checkEmoji(button.emoji, form.at('emoji'));
  if (button.style === BUTTON.link) {
    checkLink(button, form);
    return;
  }
  if (button.style === BUTTON.premium) {
    if (!button.sku_id) form.at('sku_id').refuse('BASE_TYPE_REQUIRED', 'This field is required');
    return;
  }
  form.at('custom_id').text(button.custom_id, { min: 1, max: 100 });
  if (button.url !== undefined)
    form
      .at('url')
      .refuse(
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
}

function checkLink(button: Component, form: Form): void {
  if (button.custom_id !== undefined)
    form
      .at('custom_id')
      .refuse(
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
  if (!form.at('url').text(button.url, { min: 1, max: 512 })) return;
  if (!/^(https?|discord):\/\//u.test(button.url!))
    form
      .at('url')
      .refuse(
        'URL_TYPE_INVALID_SCHEME',
        `Scheme "${button.url!.split(':')[0]}" is not supported. Scheme must be one of ('http', 'https', 'discord').`,
      );
}

/** "One to three child components", text displays all; a button or thumbnail beside them. */
function checkSection(section: Component, names: ReadonlySet<string>, form: Form): void {
  if (form.at('components').list(section.components, { min: 1, max: 3 }))
    section.components!.forEach((child, index) => {
      checkOne(child, [COMPONENT.display], names, form.at('components', index));
    });
  const accessory = section.accessory;
  if (accessory === undefined) {
    form.at('accessory').refuse('BASE_TYPE_REQUIRED', 'This field is required');
    return;
  }
  if (accessory.type === COMPONENT.button) {
    checkButton(accessory, form.at('accessory'));
    return;
  }
  checkOne(accessory, [COMPONENT.button, COMPONENT.thumbnail], names, form.at('accessory'));
}

/** "1 to 10 media gallery items". */
function checkGallery(gallery: Component, names: ReadonlySet<string>, form: Form): void {
  if (!form.at('items').list(gallery.items, { min: 1, max: 10 })) return;
  gallery.items!.forEach((item, index) => {
    checkPicture(item as Component, names, form.at('items', index));
  });
}

function checkPicture(holder: Component, names: ReadonlySet<string>, form: Form): void {
  form.at('description').text(holder.description, { max: 1024, optional: true });
  checkMedia(holder.media, names, form.at('media'), false);
}

/** An address elsewhere, or `attachment://` with the name of a file that is in this request or listed in it. */
function checkMedia(media: unknown, names: ReadonlySet<string>, form: Form, attachmentsOnly: boolean): void {
  if (!isObject(media)) {
    form.refuse('BASE_TYPE_REQUIRED', 'This field is required');
    return;
  }
  const place = form.at('url');
  if (!place.text(media.url, { min: 1, max: 2048 })) return;
  const name = attachmentName(media.url);
  if (name === undefined) {
    if (attachmentsOnly || !/^https?:\/\//u.test(media.url))
      place.refuse(
        'URL_TYPE_INVALID_SCHEME',
        `Scheme must be one of (${attachmentsOnly ? "'attachment'" : "'attachment', 'http', 'https'"}).`,
      );
  } else if (!names.has(name))
    form.refuse(
      'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
      `The referenced attachment "${name}" was not found`,
    );
}

function checkContainer(container: Component, names: ReadonlySet<string>, form: Form): void {
  form.at('accent_color').integer(container.accent_color, { min: 0, max: 0xffffff, optional: true });
  if (!form.at('components').list(container.components, { min: 1, max: MOST_COMPONENTS })) return;
  container.components!.forEach((child, index) => {
    checkOne(child, IN_CONTAINER, names, form.at('components', index));
  });
}
