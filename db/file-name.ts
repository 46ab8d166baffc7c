/** Names of accounts → names of files that every system accepts, Windows included. */
import { createHash } from 'node:crypto';

const MAX_LENGTH = 120;

/** What a file of the data folder holds of one account. */
export type FileKind =
  | 'trades'
  | 'events'
  | 'spool'
  | 'operator'
  | 'requests'
  | 'deals'
  | 'records';

const ENDINGS: Readonly<Record<FileKind, string>> = {
  trades: '.db',
  events: '.db',
  spool: '.jsonl',
  operator: '.json',
  requests: '.json',
  deals: '.json',
  records: '.jsonl',
};

/**
 * `52611110@Broker-Demo` → `trades-52611110@Broker-Demo.db`; a spool (of copies, of records) ends in `.jsonl`, an operator's
 * state, a count of requests and the mark of the recorded deals in `.json`. Other characters
 * than letters, digits and `@._-` are written as `%` and their bytes. Reserved names (`CON`) and a dot
 * at the end cannot arise: there is always a prefix and an ending.
 */
export function fileName(kind: FileKind, owner: string): string {
  const encoded = [...Buffer.from(owner, 'utf8')]
    .map((byte) => {
      const character = String.fromCodePoint(byte);
      return /[\w@.-]/.test(character)
        ? character
        : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
    })
    .join('');
  const ending = ENDINGS[kind];
  if (encoded.length <= MAX_LENGTH) return `${kind}-${encoded}${ending}`;
  const digest = createHash('sha256').update(owner).digest('hex').slice(0, 16);
  return `${kind}-${encoded.slice(0, MAX_LENGTH - 17)}-${digest}${ending}`;
}

/** Whether a file of the data folder is a ledger. */
export function isLedgerFile(name: string): boolean {
  return name.startsWith('trades-') && name.endsWith('.db');
}
