/** What a slave node is made from: everything around it, so that tests can put fakes there. */
import type { SlaveAccount } from '../domain/account.ts';
import type { AccountName, MasterId, SlaveId } from '../domain/ids.ts';
import type { Action } from '../domain/plan-input.ts';
import type { Windows } from '../domain/windows.ts';
import type { AlarmListener } from './alarm-board.ts';
import type { Clock } from './clock.ts';
import type { CopyTable } from './copy-table.ts';
import type { MasterTrouble } from './heard-masters.ts';
import type { Terminal } from './terminal.ts';

/** What a slave plans with. */
export interface SlaveNodeParts {
  readonly slaveId: SlaveId;
  readonly account: SlaveAccount;
  readonly table: CopyTable;
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** A clock that nobody sets, ms; the process's own when absent. */
  readonly monotonicMs?: (() => number) | undefined;
  readonly windows: Windows;
  readonly defaultSlippagePoints: number;
  /** Carries actions out; calls the node's `wake` when something changed. */
  readonly carryOut: (actions: readonly Action[]) => void;
  readonly fail: (error: unknown) => void;
  /** Whether nobody can say which of a master's books is right; false when absent. */
  readonly isDoubted?: ((master: MasterId) => boolean) | undefined;
  /** The names of all enabled masters: those of a slave that names none itself. */
  readonly enabledMasters?: (() => readonly AccountName[]) | undefined;
  /** Whether the leases are certainly this process's; it asks again when they are not. */
  readonly mayAct?: (() => boolean) | undefined;
  /** Requests sent on the server's day of this moment of its clock; none are counted when absent. */
  readonly requestsOf?: ((serverNowMs: number) => number) | undefined;
  /** An alarm is raised or cleared. */
  readonly alarmed?: AlarmListener | undefined;
  /** Something of one master, or of one symbol, cannot be used: called once, for the log. */
  readonly troubled?: ((trouble: MasterTrouble) => void) | undefined;
}
