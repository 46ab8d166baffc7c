/**
 * Where something stands in a source, and what the compiler says about it.
 * Invariant: 1. lines and columns count from 1, as MetaEditor prints them.
 */

/** A place in a source file; a token that came out of a macro stands where the macro was used. */
export interface Position {
  /** The path as it was opened. */
  readonly file: string;
  readonly line: number;
  readonly col: number;
  /** Place in the stream of tokens after preprocessing: what was declared earlier has a lower one. */
  order: number;
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** MetaEditor's number. */
  readonly code: number;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/** One line as MetaEditor prints it: `Experts/X.mq5(12,5) : error 256: undeclared identifier 'x'`. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, col, severity, code, message } = diagnostic;
  return `${file}(${line},${col}) : ${severity} ${code}: ${message}`;
}

/** More than this many errors help nobody; MetaEditor stops at 100 as well. */
const MAX_DIAGNOSTICS = 100;

/** Collects what the stages report; the same text at the same place is kept once. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  error(at: Position, code: number, message: string): void {
    this.#add('error', at, code, message);
  }

  warning(at: Position, code: number, message: string): void {
    this.#add('warning', at, code, message);
  }

  get errorCount(): number {
    return this.list.filter(({ severity }) => severity === 'error').length;
  }

  #add(severity: Diagnostic['severity'], at: Position, code: number, message: string): void {
    const { file, line, col } = at;
    const key = `${file}:${line}:${col}:${code}:${message}`;
    if (this.list.length >= MAX_DIAGNOSTICS || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.list.push({ severity, code, message, file, line, col });
  }
}
