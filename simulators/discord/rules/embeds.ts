/** Limits of embeds (developers/resources/message#embed-object-embed-limits). */
import { type Body, type Form, isObject } from './form.js';

const TOTAL = 6000;

export function checkEmbeds(embeds: unknown, form: Form): embeds is Body[] {
  if (!form.list(embeds, { max: 10 })) return false;
  let total = 0;
  embeds.forEach((embed, index) => {
    if (!form.at(index).object(embed)) return;
    total += checkEmbed(embed, form.at(index));
  });
  if (total > TOTAL) form.refuse('MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${TOTAL}`);
  return form.fine;
}

/** Checks one and returns its length. */
function checkEmbed(embed: Body, form: Form): number {
  const footer = isObject(embed.footer) ? embed.footer : {};
  const author = isObject(embed.author) ? embed.author : {};
  const texts: [Form, unknown, number][] = [
    [form.at('title'), embed.title, 256],
    [form.at('description'), embed.description, 4096],
    [form.at('footer', 'text'), footer.text, 2048],
    [form.at('author', 'name'), author.name, 256],
  ];
  if (form.at('fields').list(embed.fields, { max: 25, optional: true }))
    (embed.fields as Body[]).forEach((field, index) => {
      texts.push(
        [form.at('fields', index, 'name'), field.name, 256],
        [form.at('fields', index, 'value'), field.value, 1024],
      );
    });
  for (const [place, text, max] of texts) place.text(text, { max, optional: true });
  return texts.reduce((sum, [, text]) => sum + String(text ?? '').trim().length, 0);
}
