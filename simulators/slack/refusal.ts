/** How a Web API method says no: Slack's error string, and what else goes into the answer. */
import type { JsonObject } from './api.js';

export class Refusal extends Error {
  readonly code: string;
  readonly extra: JsonObject;

  constructor(code: string, extra: JsonObject = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}

/** `invalid_blocks` and `invalid_arguments` list what is wrong, with a JSON pointer to it. */
export function invalid(code: 'invalid_blocks' | 'invalid_arguments', problems: readonly string[]): Refusal {
  return new Refusal(code, {
    // Of the two, only invalid_blocks repeats the list as `errors` (python-slack-sdk#1782, frappe-slack-connector#54).
    ...(code === 'invalid_blocks' ? { errors: [...problems] } : {}),
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
}
