/**
 * MQL5 source to a program that runs: the one entrance for the simulated terminal.
 * Invariant: 1. a program with errors is never emitted.
 */
import { library } from './api/library.ts';
import { checkSource } from './check-source.ts';
import { emitProgram, type EmittedProgram } from './emit/emit-program.ts';
import type { SourceOptions } from './parse-source.ts';
import type { Diagnostic } from './position.ts';
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
  const emitted = failed ? null : emitProgram(program, library().classes);
  return { diagnostics, absent, properties: program.properties, program: emitted };
}

/** A new instance of a compiled program; each has its own variables. */
export function instantiate(program: EmittedProgram, host: Host): Instance {
  return createInstance(program, host, library().functionNames);
}
