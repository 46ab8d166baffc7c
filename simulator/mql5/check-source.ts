/** A main file and what it includes, parsed and checked: what `check` does and `run` begins with. */
import { library } from './api/library.ts';
import type { BoundProgram } from './check/bound.ts';
import { checkProgram } from './check-program.ts';
import type { SourceOptions } from './parse-source.ts';
import { Diagnostics, type Diagnostic } from './position.ts';
import { parseProgram } from './syntax/parser.ts';
import { preprocess } from './syntax/preprocessor.ts';

export interface CheckedSource {
  readonly diagnostics: readonly Diagnostic[];
  /** Complete even when there are errors; only a program without errors may be emitted. */
  readonly program: BoundProgram;
  /** MQL5 functions and constants that the program uses and this runtime has not. */
  readonly absent: readonly string[];
}

/** Full check, with MetaEditor's numbers. */
export function checkSource(options: SourceOptions): CheckedSource {
  const diagnostics = new Diagnostics();
  const { tokens, properties } = preprocess({ ...options, tolerateMissing: false }, diagnostics);
  const { scope, typeNames } = library();
  const declarations = parseProgram(tokens, diagnostics, { typeNames, lenient: false });
  const { program, checker } = checkProgram(declarations, diagnostics, options.now, scope);
  return {
    diagnostics: diagnostics.list.toSorted(byPlace),
    program: { ...program, properties },
    absent: [...checker.absent].toSorted(),
  };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.col - b.col;
}
