/** Names of accounts → names of files of the data folder. */
import { fileWord } from '../config/file-word.ts';

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
 * state, a count of requests and the mark of the recorded deals in `.json`.
 */
export function fileName(kind: FileKind, owner: string): string {
  return `${kind}-${fileWord(owner, MAX_LENGTH)}${ENDINGS[kind]}`;
}

/** Whether a file of the data folder is a ledger. */
export function isLedgerFile(name: string): boolean {
  return name.startsWith('trades-') && name.endsWith('.db');
}
