/** Components as Discord takes them (discord-api-docs, developers/components/reference), each in one line. Pure. */
import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIMediaGalleryComponent,
  type APISectionComponent,
  type APISelectMenuComponent,
  type APITextDisplayComponent,
  type APIThumbnailComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';

export type Part = APIComponentInContainer;
export type Look = 'primary' | 'secondary' | 'danger';

/** Alt text of a picture, characters. */
const MOST_ALT = 1024;
const MOST_LABEL = 80;
/** Buttons side by side. */
const MOST_IN_ROW = 5;
/** All text of a message together, characters. */
export const MOST_TEXT = 4000;

export function container(colour: number, parts: readonly Part[]): APIContainerComponent {
  return { type: ComponentType.Container, accent_color: colour, components: [...parts] };
}

export function text(content: string): APITextDisplayComponent {
  return { type: ComponentType.TextDisplay, content: cut(content, MOST_TEXT) };
}

/** Words with a button or a small picture beside them. */
export function section(
  content: string,
  accessory: APIButtonComponent | APIThumbnailComponent,
): APISectionComponent {
  return { type: ComponentType.Section, components: [text(content)], accessory };
}

export interface MediaLook {
  url: string;
  alt: string;
  /** Blurred until it is pressed. */
  spoiler?: boolean | undefined;
}

export function thumbnail(picture: MediaLook): APIThumbnailComponent {
  return { type: ComponentType.Thumbnail, ...media(picture) };
}

export function gallery(pictures: readonly MediaLook[]): APIMediaGalleryComponent {
  return { type: ComponentType.MediaGallery, items: pictures.map(media) };
}

function media({ url, alt, spoiler }: MediaLook) {
  return { media: { url }, description: cut(alt, MOST_ALT), ...(spoiler && { spoiler }) };
}

const STYLES = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  danger: ButtonStyle.Danger,
} as const;

export function button(
  customId: string,
  label: string,
  look: Look = 'secondary',
  disabled = false,
): APIButtonComponent {
  return {
    type: ComponentType.Button,
    custom_id: customId,
    label: cut(label, MOST_LABEL),
    style: STYLES[look],
    ...(disabled && { disabled }),
  };
}

/** As many rows as the buttons take. */
export function rows(
  buttons: readonly APIButtonComponent[],
  perRow = MOST_IN_ROW,
): APIActionRowComponent<APIButtonComponent>[] {
  return Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, index) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(index * perRow, (index + 1) * perRow),
  }));
}

export function menu(select: APISelectMenuComponent): APIActionRowComponent<APISelectMenuComponent> {
  return { type: ComponentType.ActionRow, components: [select] };
}

/** At most `most` characters, the last one an ellipsis where something is left out. */
export function cut(words: string, most: number): string {
  const characters = [...words];
  return characters.length <= most ? words : `${characters.slice(0, most - 1).join('')}…`;
}
