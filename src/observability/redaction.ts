/**
 * What must not be in a log, taken out: tokens, what makes an address a key (its user, its query), and the bytes of pictures.
 * By where it stands in a value (`withoutBytes`), and by how it looks, in the line as it is written (`withoutSecrets`).
 */
const REDACTED = '[redacted]';

/** Names under which a library's error may carry a credential (request headers, connection options). */
const SECRET_NAME = /^(.*token|.*secret.*|password|authorization|cookie|set-cookie|access-?key.*)$/i;

/** Deeper values are left out: errors of HTTP clients hold whole sockets. */
const MAX_DEPTH = 6;

/** A plain copy for the log: bytes as their number, secrets removed by name, errors with their causes. */
export function withoutBytes(value: unknown, depth = 0): unknown {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '[...]';
  if (Array.isArray(value)) return value.map((item) => withoutBytes(item, depth + 1));
  const entries = Object.entries(value instanceof Error ? plainError(value) : value);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, SECRET_NAME.test(name) ? REDACTED : withoutBytes(item, depth + 1)]),
  );
}

/** Fields of an error that do not count as its own; its class and code say what it is. */
function plainError(error: Error): Record<string, unknown> {
  const { name: type, message, stack, cause } = error;
  return { ...error, type, message, stack, ...(cause !== undefined && { cause }) };
}

const PATTERNS: readonly [RegExp, string][] = [
  // User and password, then the whole query: signatures have many names (X-Amz-Signature, sig, hm, token).
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'\\/@]+@/gi, `$1${REDACTED}@`],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s"'\\?<>]+)\?[^\s"'\\<>]+/gi, `$1?${REDACTED}`],
  // A webhook's address is its key: Discord's and Slack's.
  [/\/webhooks\/(\d+)\/[\w-]+/g, `/webhooks/$1/${REDACTED}`],
  [/\/interactions\/(\d+)\/[\w-]+/g, `/interactions/$1/${REDACTED}`],
  [/hooks\.slack\.com\/[\w/-]+/g, `hooks.slack.com/${REDACTED}`],
  [/\b(Bearer|Bot|Basic) [\w.~+/-]{16,}=*/g, `$1 ${REDACTED}`],
  // Slack's tokens (xoxb-, xapp-) and Discord's: id, time and signature in base64url.
  [/\bx(?:ox[a-z]|app)-[\w-]+/g, REDACTED],
  [/\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}/g, REDACTED],
];

/** `secrets`: what is known to be one, such as a password from the settings. */
export function withoutSecrets(line: string, secrets: readonly string[] = []): string {
  let text = line;
  for (const secret of secrets) if (secret !== '') text = text.replaceAll(secret, REDACTED);
  for (const [pattern, replacement] of PATTERNS) text = text.replaceAll(pattern, replacement);
  return text;
}
