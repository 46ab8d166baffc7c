/**
 * What the system's own service for programs that start at login is told: one file, the programs that
 * register it, and where it belongs by hand. Pure: the texts are made here, written elsewhere.
 */

/** What is to be started. */
export interface LoginProgram {
  /** Node's executable. */
  readonly node: string;
  /** The script and its flags; nothing secret, as any process may read them. */
  readonly args: readonly string[];
  /** The user, as Windows names him: `DOMAIN\name`. */
  readonly user: string;
  /** What the program prints goes there, where the system does not keep it itself. */
  readonly logFile: string;
}

/** A program and its arguments. */
export interface ProgramCall {
  readonly file: string;
  readonly args: readonly string[];
}

/** One system's way. */
export interface LoginService {
  /** For people: `Windows Task Scheduler`. */
  readonly title: string;
  /** Where the file belongs. */
  readonly file: string;
  readonly text: string;
  readonly encoding: 'utf8' | 'utf16le';
  /** Run one after the other once the file is written. */
  readonly register: readonly ProgramCall[];
  /** Run before the file is removed. */
  readonly remove: readonly ProgramCall[];
  /** Succeeds while it is registered; null: the file alone says it. */
  readonly query: ProgramCall | null;
  /** What to do where registration is denied. */
  readonly otherwise: string;
}

/** For XML text and attributes. */
export function xmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
