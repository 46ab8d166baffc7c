/**
 * MQL5 source to a program that runs: the one entrance for the simulated terminal.
 * Invariant: 1. a program with errors is never emitted.
 */
import { library } from './api/library.ts';
import { checkSource } from './check-source.ts';
import { withinDepth } from './depth.ts';
import { emitProgram, type EmittedProgram } from './emit/emit-program.ts';
import type { SourceOptions } from './parse-source.ts';
import { Diagnostics, type Diagnostic } from './position.ts';
import type { Host } from './runtime/host.ts';
import { createInstance, type Instance } from './runtime/instance.ts';

export interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  /** Functions of MQL5 that the program uses and this runtime has not; calling one stops the program. */
  readonly absent: readonly string[];
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  /** `null` when there are errors. */
  readonly program: EmittedProgram | null;
}

export function compile(options: SourceOptions): Compiled {
  const { diagnostics, program, absent } = checkSource(options);
  const failed = diagnostics.some(({ severity }) => severity === 'error');
  const late = new Diagnostics();
  const start = { file: options.main, line: 1, col: 1, order: 0 };
  const emitted = failed
    ? null
    : withinDepth(late, start, () => emitProgram(program, library().classes()));
  return {
    diagnostics: [...diagnostics, ...late.list],
    absent,
    properties: program.properties,
    program: emitted,
  };
}

/** A new instance of a compiled program; each has its own variables. */
export function instantiate(program: EmittedProgram, host: Host): Instance {
  return createInstance(program, host, library().functionNames);
}
