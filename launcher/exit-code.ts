/** How a command ends when it fails (after sysexits.h), and the one line that says why. */
import { CopierError } from '../domain/errors.ts';
import { UsageError } from './cli-command.ts';

/** See file header. */
export const EXIT = {
  usage: 64,
  storeUnavailable: 69,
  notRunning: 69,
  /** Of `status`: an alarm stands. */
  alarm: 2,
  bug: 70,
  configuration: 78,
  other: 1,
} as const;

/** What a failure means to the user. */
export interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
}

/** A bug keeps its stack; whatever is wrong outside gets one line. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UsageError) {
    return { exitCode: EXIT.usage, code: 'USAGE', message: error.message };
  }
  if (error instanceof CopierError) {
    const { code, message } = error;
    const known: Readonly<Record<string, number>> = {
      CONFIGURATION: EXIT.configuration,
      STORE_UNAVAILABLE: EXIT.storeUnavailable,
      NOT_RUNNING: EXIT.notRunning,
    };
    return { exitCode: known[code] ?? EXIT.other, code, message };
  }
  if (isSystemError(error)) {
    return { exitCode: EXIT.other, code: error.code, message: withWayOut(error) };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: EXIT.bug, code: 'BUG', message };
}

/** The system's own words name no way out, and those about a full disk not even the file. */
function withWayOut({ code, message }: Error & { readonly code: string }): string {
  const wayOut = WAYS_OUT[code];
  return wayOut === undefined ? message : `${message}: ${wayOut}`;
}

const ROOM = 'make room on the disk of the data folder (`lockstep config` shows where it is)';
const RIGHT =
  'give your user the right to it, or choose another data folder with --home or LOCKSTEP_HOME';
const WAYS_OUT: Readonly<Record<string, string>> = {
  ENOSPC: ROOM,
  EDQUOT: ROOM,
  EACCES: RIGHT,
  EPERM: RIGHT,
  EROFS: RIGHT,
};

/** A failure of the operating system (a full disk, a missing right). */
function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    'syscall' in error &&
    'code' in error &&
    typeof error.code === 'string'
  );
}
