/**
 * What an MQL5 program needs from the terminal around it. The language itself needs only this; sockets,
 * files, trade and events come as further functions.
 */
export interface Host {
  /** A line for the journal: Print, PrintFormat, Alert, Comment. */
  readonly print: (line: string) => void;
  /** Milliseconds since 1970, of the host's clock. */
  readonly now: () => number;
  /** Microseconds since the program began; never goes back. */
  readonly microseconds: () => bigint;
  /** Waits without doing anything else; a program's thread is its own. */
  readonly sleep: (ms: number) => void;
  /** True once the program is to be removed. */
  readonly isStopped: () => boolean;
  /** True once even its last handler has had its time: loops end here. Default: `isStopped`. */
  readonly mustEnd?: () => boolean;
  /** Terminal functions by name, called with the form of values of `values.ts`. */
  readonly functions: Readonly<Record<string, LibraryFunction>>;
  /** `_Symbol`, `_Period`, `_Point`, `_Digits` and so on. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** `_LastError`, set by whatever function fails. */
  lastError: number;
}

// oxlint-disable-next-line typescript/no-explicit-any -- each function has its own parameters; the checker has compared them with the declaration
export type LibraryFunction = (...args: any[]) => unknown;
