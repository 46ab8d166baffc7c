/** One running instance of an emitted program. */
import { Script } from 'node:vm';
import type { EmittedProgram } from '../emit/emit-program.ts';
import { makeCore } from './core.ts';
import { CriticalError } from './critical-error.ts';
import type { Host, LibraryFunction } from './host.ts';
import { languageLibrary } from './language-library.ts';
import type { Obj } from './objects.ts';

/** A function of the program; a critical error in it knows its place in the source. */
export type Handler = (...args: readonly unknown[]) => unknown;

export interface Instance {
  /** Gives globals their first values, `inputs` in place of those in the source. */
  readonly start: (inputs: Readonly<Record<string, unknown>>) => void;
  /** Runs the destructors of global objects; the last call of an instance, behind `OnDeinit`. */
  readonly end: () => void;
  readonly has: (name: string) => boolean;
  /** Null when the program has no such function. */
  readonly handler: (name: string) => Handler | null;
  /** Calls a {@link handler} that must be there. */
  readonly call: (name: string, ...args: readonly unknown[]) => unknown;
  /** A new structure of the library, for example `MqlTradeTransaction`, to hand to a handler. */
  readonly create: (type: string) => Obj & Record<string, unknown>;
}

interface Parts {
  readonly start: (inputs: Readonly<Record<string, unknown>>) => void;
  readonly end: () => void;
  readonly functions: Readonly<Record<string, LibraryFunction>>;
  readonly types: Readonly<Record<string, new () => Obj & Record<string, unknown>>>;
}

/** The wrapper puts the emitted text one line down. */
const LINES_BEFORE = 1;

/**
 * @param libraryNames all functions of the library: those that nobody provides stop the program when called
 */
export function createInstance(
  emitted: EmittedProgram,
  host: Host,
  libraryNames: readonly string[],
): Instance {
  const provided = { ...languageLibrary(host), ...host.functions };
  const functions: Record<string, LibraryFunction> = { ...provided };
  for (const name of libraryNames) {
    functions[name] ??= () => {
      throw new CriticalError(`'${name}' is not in this runtime`);
    };
  }
  const filename = `mql5-program-${++instances}.js`;
  const make = new Script(`(function($,$l,$v){\n${emitted.text}\n})`, {
    filename,
  }).runInThisContext() as (...args: readonly unknown[]) => Parts;
  const parts = make(
    makeCore(host.mustEnd ?? host.isStopped),
    functions,
    predefinedVariables(host),
  );
  const placed = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw located(error, filename, emitted);
    }
  };
  const has = (name: string): boolean => Object.hasOwn(parts.functions, name);
  const handler = (name: string): Handler | null => {
    const target = has(name) ? parts.functions[name] : undefined;
    if (target === undefined) return null;
    return (...args) => {
      try {
        return target(...args);
      } catch (error) {
        throw located(error, filename, emitted);
      }
    };
  };
  return {
    start: (inputs) => placed(() => parts.start(inputs)),
    end: () => placed(parts.end),
    has,
    handler,
    call: (name, ...args) => {
      const target = handler(name);
      if (target === null) throw new TypeError(`the program has no function '${name}'`);
      return target(...args);
    },
    create: (name) => {
      const type = parts.types[name];
      if (type === undefined) throw new TypeError(`the library has no structure '${name}'`);
      return new type();
    },
  };
}

let instances = 0;

/** The terminal's variables, and those that the runtime itself knows. */
function predefinedVariables(host: Host): Record<string, unknown> {
  return Object.defineProperties(
    { ...host.variables },
    {
      _LastError: { get: () => host.lastError, enumerable: true },
      _StopFlag: { get: () => host.isStopped(), enumerable: true },
    },
  );
}

/** A critical error with its place; a deep recursion is one, too. */
function located(error: unknown, filename: string, { places }: EmittedProgram): unknown {
  const overflow = error instanceof RangeError && error.message.includes('call stack');
  const critical = overflow ? new CriticalError('stack overflow', { cause: error }) : error;
  if (!(critical instanceof CriticalError) || !(error instanceof Error)) return error;
  const match = new RegExp(`${filename}:(\\d+)`).exec(error.stack ?? '');
  const at = match === null ? null : places[Number(match[1]) - 1 - LINES_BEFORE];
  if (at) {
    critical.place = `${at.file}(${at.line},${at.col})`;
    critical.message = `${critical.message} in ${critical.place}`;
  }
  return critical;
}
