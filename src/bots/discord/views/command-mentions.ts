/** Commands in texts, as Discord makes them clickable: `</stylize:ID>` (developers/reference, Message Formatting). */
import { type APIApplicationCommand, ApplicationCommandOptionType, ApplicationCommandType } from 'discord.js';
import { MOST_TEXT } from './components.js';

export type RegisteredCommand = Pick<APIApplicationCommand, 'id' | 'name' | 'type' | 'options'>;

export class CommandMentions {
  /** By what is typed: "stylize", "atelier settings". */
  readonly #ids = new Map<string, string>();
  /** Nothing, while no id is known. */
  #pattern: RegExp | undefined;

  learn(commands: readonly RegisteredCommand[]): void {
    this.#ids.clear();
    for (const { id, name, type, options = [] } of commands) {
      if (type !== ApplicationCommandType.ChatInput) continue;
      const below = options.filter((option) => option.type === ApplicationCommandOptionType.Subcommand);
      const names = below.length === 0 ? [name] : below.map((option) => `${name} ${option.name}`);
      for (const typed of names) this.#ids.set(typed, id);
    }
    const names = [...this.#ids.keys()].join('|');
    // Not within an address, a path, code, or a mention that is there already.
    this.#pattern = names === '' ? undefined : new RegExp(`(?<![\\w/<\`.:])/(${names})\\b`, 'g');
  }

  /** The text with its commands clickable; as it is where it would become too long. */
  in(text: string): string {
    if (this.#pattern === undefined) return text;
    const clickable = text.replaceAll(this.#pattern, (_, name) => `</${name}:${this.#ids.get(name)}>`);
    return clickable.length > MOST_TEXT ? text : clickable;
  }
}
