/**
 * Takes secrets out of text that leaves the process: log lines, messages, printed settings.
 *
 * Invariants:
 * 1. A password inside an address never passes, whatever characters it holds.
 * 2. A value that was marked as secret never passes, wherever it stands.
 * 3. The value of a field whose name says that it is secret never passes.
 */

/** What stands in a secret's place. */
export const REDACTED = '***';

/** More secrets than one process can sensibly hold; the oldest give way. */
const MAX_MARKED = 1_000;
/** Shorter marks would black out ordinary words. */
const MIN_MARKED_LENGTH = 8;
const marked = new Set<string>();

/**
 * `user:password@` of an address, up to the last `@` of the word: passwords may hold any of `:/@'`, and in
 * JSON an escaped quote.
 */
const CREDENTIALS = /([a-z][a-z\d+.-]*:\/\/[^\s"/:@]*:)(?:[^\s"\\]|\\.)+@/gi;
const QUERY_SECRET = /([?&;][^\s"'=&]*(?:password|secret|token)[^\s"'=&]*=)[^\s"'&]+/gi;
/** The secrets of the EA links; digests are logged shortened, if at all. */
const HEX_SECRET = /(?<![\da-f])[\da-f]{64}(?![\da-f])/gi;
/** `"secretKey":"…"` in a line of JSON, at any depth. */
const SECRET_FIELD =
  /("[^"\\]*(?:secret|password|passphrase|private_?key|token|credential)[^"\\]*":)"(?:[^"\\]|\\.)*"/gi;

/** From now on {@link redactText} takes this value out: for secrets without a recognisable form. */
export function markSecret(value: string): void {
  if (value.length < MIN_MARKED_LENGTH) return;
  const [oldest] = marked;
  if (marked.size >= MAX_MARKED && oldest !== undefined) marked.delete(oldest);
  marked.add(value);
}

/** The same for what stands before the host of an address: a space or a quote in it would end the word. */
export function markCredentials(address: string): void {
  const userInfo = /\/\/.*:.*@/s.exec(address)?.[0];
  if (userInfo !== undefined) markSecret(userInfo);
}

/** The text (a message, or a line of JSON) without its secrets. */
export function redactText(text: string): string {
  let clean = text
    .replace(SECRET_FIELD, `$1"${REDACTED}"`)
    .replace(CREDENTIALS, `$1${REDACTED}@`)
    .replace(QUERY_SECRET, `$1${REDACTED}`)
    .replace(HEX_SECRET, REDACTED);
  for (const secret of marked) {
    // In JSON a secret's quotes and backslashes are escaped.
    clean = clean.replaceAll(JSON.stringify(secret).slice(1, -1), REDACTED);
    clean = clean.replaceAll(secret, REDACTED);
  }
  return clean;
}
