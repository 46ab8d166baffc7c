/** Runs a program held in memory to its end and tells what it printed. */
import { compile, instantiate } from '../../../simulator/mql5/compile.ts';
import { CriticalError } from '../../../simulator/mql5/runtime/critical-error.ts';
import type { Host } from '../../../simulator/mql5/runtime/host.ts';
import { NOW, brief, source } from './builders.ts';

/** A host that records what is printed; its clock stands still. */
export function recordingHost(lines: string[]): Host {
  return {
    print: (line) => lines.push(line),
    now: () => NOW * 1000,
    microseconds: () => 0n,
    sleep: () => undefined,
    isStopped: () => false,
    functions: {},
    variables: { _Symbol: 'EURUSD', _Digits: 5, _Point: 0.00001, _LastError: 0, _StopFlag: false },
    lastError: 0,
  };
}

/** The lines printed by `OnStart`; errors of the compiler and a critical error are lines too. */
export function run(text: string, inputs: Readonly<Record<string, unknown>> = {}): string[] {
  const { program, diagnostics } = compile(source(text));
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (program === null) return brief(errors);
  const lines: string[] = [];
  const instance = instantiate(program, recordingHost(lines));
  try {
    instance.start(inputs);
    instance.call('OnStart');
    instance.end();
  } catch (error) {
    if (!(error instanceof CriticalError)) throw error;
    lines.push(`critical: ${error.message}`);
  }
  return lines;
}
