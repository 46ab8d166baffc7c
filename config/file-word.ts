/** Names of accounts → parts of files' names that every system accepts, Windows included. */
import { createHash } from 'node:crypto';

const DIGEST_LENGTH = 16;

/**
 * The name with escapes for characters that no file's name may have. One that becomes longer than `longest`
 * (a letter outside ASCII takes six characters) is cut, and told from others by a digest. With a prefix and an
 * ending no reserved name (`con`) can arise.
 */
export function fileWord(name: string, longest: number): string {
  const word = encodeURIComponent(name).replaceAll('*', '%2A');
  if (word.length <= longest) return word;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_LENGTH);
  return `${word.slice(0, longest - DIGEST_LENGTH - 1)}-${digest}`;
}
