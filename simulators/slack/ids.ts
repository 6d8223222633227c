/** Ids, tokens and timestamps that look like Slack's, the same at every start: a bot's settings outlive a restart of the fake. */
import { createHash } from 'node:crypto';

export class Ids {
  #count = 0;
  #lastMicro = 0;

  /** 'U' -> 'U07K3PQ1ZT': prefix and nine characters, as Slack's ids are matched by /^[A-Z][A-Z0-9]{8,}$/. */
  next(prefix: string): string {
    this.#count += 1;
    return prefix + `0${digest(`${prefix}:${this.#count}`).slice(0, 9)}`.toUpperCase();
  }

  /** Lower-case hexadecimal digits. */
  secret(length: number): string {
    this.#count += 1;
    return digest(`secret:${this.#count}`).slice(0, length);
  }

  /** Decimal digits, not starting with 0. */
  number(length: number): string {
    this.#count += 1;
    const digits = BigInt(`0x${digest(`number:${this.#count}`)}`).toString();
    return `1${digits}`.slice(0, length);
  }

  /** A message's id: seconds and microseconds, never twice the same. */
  ts(nowMs: number): string {
    this.#lastMicro = Math.max(Math.floor(nowMs * 1000), this.#lastMicro + 1);
    const text = String(this.#lastMicro);
    return `${text.slice(0, -6)}.${text.slice(-6)}`;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
