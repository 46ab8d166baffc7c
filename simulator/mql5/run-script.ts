/** `run`: a script of its own at the prompt, without a terminal: what it prints goes to the output. */
import { compile, instantiate } from './compile.ts';
import type { SourceOptions } from './parse-source.ts';
import { formatDiagnostic } from './position.ts';
import { CriticalError } from './runtime/critical-error.ts';
import type { Host } from './runtime/host.ts';

/** Compiles the file and calls its `OnStart`. @returns the exit code: 0, 1 errors, 2 a critical error */
export function runScript(options: SourceOptions, print: (line: string) => void): number {
  const { diagnostics, program } = compile(options);
  for (const diagnostic of diagnostics) print(formatDiagnostic(diagnostic));
  if (program === null) return 1;
  const instance = instantiate(program, promptHost(print));
  if (!instance.has('OnStart')) {
    print(`${options.main} has no OnStart: only scripts run without a terminal`);
    return 1;
  }
  try {
    instance.start({});
    instance.call('OnStart');
    instance.end();
    return 0;
  } catch (error) {
    if (!(error instanceof CriticalError)) throw error;
    print(`critical error: ${error.message}`);
    return 2;
  }
}

function promptHost(print: (line: string) => void): Host {
  const started = process.hrtime.bigint();
  const pause = new Int32Array(new SharedArrayBuffer(4));
  return {
    print,
    now: () => Date.now(),
    microseconds: () => (process.hrtime.bigint() - started) / 1000n,
    sleep: (ms) => {
      Atomics.wait(pause, 0, 0, ms);
    },
    isStopped: () => false,
    functions: {},
    variables: { _Symbol: '', _Period: 0, _Point: 0, _Digits: 0, _StopFlag: false, _IsX64: true },
    lastError: 0,
  };
}
