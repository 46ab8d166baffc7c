/** Names of accounts → parts of files' names that every system accepts, Windows included. */
import { createHash } from 'node:crypto';

const DIGEST_LENGTH = 16;

/**
 * The name with other characters than letters, digits and `@._-` as `%` and their bytes. One that becomes longer
 * than `longest` (a letter outside ASCII takes six characters) is cut, and told from others by a digest. With a
 * prefix and an ending no reserved name (`CON`) and no dot at the end can arise.
 */
export function fileWord(name: string, longest: number): string {
  const word = [...Buffer.from(name, 'utf8')].map(written).join('');
  if (word.length <= longest) return word;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_LENGTH);
  return `${word.slice(0, longest - DIGEST_LENGTH - 1)}-${digest}`;
}

function written(byte: number): string {
  const character = String.fromCodePoint(byte);
  if (/[\w@.-]/.test(character)) return character;
  return `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
}
