/** Everything about the commands that Discord shows in people's own language: one file for each language has all of it. */
import type { QUALITIES } from '../../../domain/request.js';

/** Words for a command or an option; context commands have no description. */
export interface Named {
  name: string;
  description: string;
}

type StylizeOption =
  | 'content'
  | 'style'
  | 'preset'
  | 'style2'
  | 'blend'
  | 'strength'
  | 'size'
  | 'quality'
  | 'seed'
  | 'private';

export interface Texts {
  stylize: Named;
  options: Record<StylizeOption, Named>;
  qualities: Record<(typeof QUALITIES)[number], string>;
  styles: Named;
  /** The option of /styles. */
  words: Named;
  queue: Named;
  jobs: Named;
  atelier: Named;
  settings: Named;
  /** On a message. */
  stylizePicture: string;
  /** On a person. */
  stylizeAvatar: string;
}
