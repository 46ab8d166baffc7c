/**
 * `npm run mql5 -- parse|check|run [--time] [--include FOLDER] FILE…`: the MQL5 front-end at the prompt.
 * Exit codes: 0 clean (warnings allowed), 1 errors found, 2 a running script was stopped, 64 wrong use.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { checkSource } from './check-source.ts';
import { defaultIncludeFolders } from './include-folders.ts';
import { parseSource, type SourceOptions } from './parse-source.ts';
import { formatDiagnostic, type Diagnostic } from './position.ts';
import { runScript } from './run-script.ts';

const USAGE = `usage: npm run mql5 -- COMMAND [--include FOLDER] [--time] FILE…
  parse   syntax only; files that cannot be included are passed over
  check   syntax and meaning, as MetaEditor would
  run     one script: compiles it and calls OnStart`;

interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
}

const COMMANDS: Readonly<Record<string, (options: SourceOptions) => Outcome>> = {
  parse: (options) => ({ diagnostics: parseSource(options).diagnostics, notes: [] }),
  check: (options) => {
    const { diagnostics, absent } = checkSource(options);
    return { diagnostics, notes: absent.map((name) => `not in this runtime: ${name}`) };
  },
};

function runCommand(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      include: { type: 'string', multiple: true },
      time: { type: 'boolean', default: false },
    },
  });
  const [name = '', ...files] = positionals;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const [first] = files;
  if (name === 'run' && first !== undefined) {
    return runScript(sourceOptions(first, values.include, readSource), print);
  }
  if (command === undefined || first === undefined) {
    print(USAGE);
    return 64;
  }
  let errors = 0;
  let warnings = 0;
  let bytesRead = 0;
  const started = performance.now();
  for (const file of files) {
    const read = (path: string): Uint8Array | null => {
      const bytes = readSource(path);
      bytesRead += bytes?.length ?? 0;
      return bytes;
    };
    const { diagnostics, notes } = command(sourceOptions(file, values.include, read));
    for (const diagnostic of diagnostics) print(formatDiagnostic(diagnostic));
    for (const note of notes) print(note);
    const errorCount = diagnostics.filter(({ severity }) => severity === 'error').length;
    errors += errorCount;
    warnings += diagnostics.length - errorCount;
  }
  const ms = performance.now() - started;
  print(`Result: ${errors} errors, ${warnings} warnings`);
  if (values.time) {
    const speed = bytesRead / 1e6 / (ms / 1000);
    const size = (bytesRead / 1024).toFixed(0);
    print(`${size} KiB in ${ms.toFixed(0)} ms: ${speed.toFixed(2)} MB/s, reading included`);
  }
  return errors > 0 ? 1 : 0;
}

function sourceOptions(
  main: string,
  include: readonly string[] | undefined,
  read: SourceOptions['read'],
): SourceOptions {
  const now = Math.floor(Date.now() / 1000);
  return { main, read, includeFolders: include ?? defaultIncludeFolders(main), now };
}

function readSource(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    // Not there or not readable: the compiler reports the file by name.
    return null;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

// V8 hands a function to its optimizing compiler after a few thousand turns: of a run that lasts a third of
// a second that took a third of the CPU, for code that was hardly used.
setFlagsFromString('--interrupt-budget=1000000');
process.exitCode = runCommand();
