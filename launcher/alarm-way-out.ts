/** What to do about each alarm, in one sentence; the alarm's own words name the values. */

import type { AlarmCode } from '../domain/alarm.ts';
import { commandWord } from './command-word.ts';

/** Alarms that are not of a plan: of a node's process, or of the launcher. */
type ProcessAlarm =
  | 'TERMINAL_AWAY'
  | 'OPENS_BLOCKED'
  | 'BOOK_INCOMPLETE'
  | 'DATABASE_DOWN'
  | 'SPOOL_UNUSABLE'
  | 'SAFE_MODE'
  | 'NODE_FAILED'
  | 'COPIES_UNATTENDED'
  | 'DOCUMENT_WRONG'
  | 'ACCOUNT_NOT_STARTED';

/** By code; `NAME` stands for the account. */
export const ALARM_WAYS_OUT: Readonly<Record<AlarmCode | ProcessAlarm, string>> = {
  MASTER_SILENT:
    'Look at the master’s terminal and node with `lockstep status`; nothing is closed meanwhile.',
  MASTER_UNUSABLE:
    'Look after the copies of this master by hand; other masters go on. Report the log line if it stays.',
  CLOCK_SKEW:
    'Set the clocks of both computers by the same time server (Windows: `w32tm /resync`).',
  LEDGER_UNREADABLE:
    'Mend the entry or restore the file of the ledger that is named here, then `lockstep restart NAME`; closes go on, opens wait.',
  REQUEST_LIMIT:
    'Nothing to do if the limit is meant; else raise daily_request_limit (`lockstep accounts edit NAME`).',
  UNKNOWN_TOO_LONG:
    'Look at the slave’s terminal: its connection, and whether the position is there; Lockstep goes on looking.',
  OUTCOME_UNKNOWN:
    'Look for the position in the slave’s terminal; if it shows up it is adopted or closed by itself.',
  LATE_FILL: 'Nothing to do: it is adopted, or closed if the master’s position is gone.',
  REAPPEARED: 'Look at the position in the slave’s terminal; it is followed again.',
  ORPHAN:
    'Close it with `lockstep close MAGIC`, the magic being the one named here, or leave it to yourself.',
  INCREASE_NOT_COPIED: 'Add to the copy by hand if you want it; Lockstep never adds to a position.',
  STOPS_REFUSED: 'Set SL and TP in the slave’s terminal; Lockstep tries again at the next change.',
  CLOSE_FAILING:
    'Look at the slave’s terminal (market closed? connection?) and close by hand if it must be now; it is tried on.',
  CHANGE_FAILING:
    'Look at the slave’s terminal and at `lockstep why TICKET`: a part of the copy, its SL or its TP is not as the master has it; it is tried on.',
  TERMINAL_AWAY:
    'Start the terminal and see that the Lockstep EA is on a chart with this port and its secret (`lockstep ea install NAME`).',
  OPENS_BLOCKED:
    'For algo: switch Algo Trading on in the terminal and in the EA’s properties; kill: remove lockstep.kill from the common files folder; journal or state: make room on the terminal’s disk, see its Experts tab.',
  BOOK_INCOMPLETE:
    'If the account was reset or its history is trimmed: `lockstep trust NAME`; else wait for the terminal.',
  DATABASE_DOWN:
    'Do what is said here (start the database, make room on its disk); `lockstep config` shows its address. Closes go on, opens wait.',
  SPOOL_UNUSABLE:
    'Make room on the disk of Lockstep’s data folder, or make it writable (`lockstep config` shows where it is); trading goes on.',
  SAFE_MODE:
    'Find out why it keeps ending (`lockstep status`, its log lines), then `lockstep resume NAME`; it ends by itself after 10 quiet minutes.',
  NODE_FAILED:
    'Do what is said here; it starts again when its account is edited, else with `lockstep restart NAME`.',
  COPIES_UNATTENDED:
    'Enable the account again (`lockstep accounts enable NAME`; one that was removed: `lockstep accounts add NAME`; one that is a master now: `lockstep accounts edit NAME --type SLAVE`), or close the positions in its terminal.',
  DOCUMENT_WRONG:
    'Mend the account’s document (`lockstep doctor NAME` names its mistakes, and a command for each); it takes effect by itself.',
  ACCOUNT_NOT_STARTED:
    'Do what is said here, and it starts by itself; or name the accounts anew: `lockstep autostart enable --only …`.',
};

const UNKNOWN = 'See docs/commands.md.';

/** The sentence for an alarm of this code. */
export function wayOut(code: string, account: string): string {
  const known: Readonly<Record<string, string>> = ALARM_WAYS_OUT;
  return (known[code] ?? UNKNOWN).replaceAll('NAME', () => commandWord(account));
}
