/**
 * The global variables of a terminal: doubles that outlast programs and terminals, but for temporary
 * ones. They are on disk when GlobalVariablesFlush returns and when the terminal ends.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LibraryFunction } from '../mql5/runtime/host.ts';
import type { Cell } from '../mql5/runtime/objects.ts';
import { ERROR } from './terminal-context.ts';

const UNUSED_S = 28 * 86_400;
const MAX_NAME = 63;

interface Variable {
  value: number;
  /** Seconds since 1970 of the last access. */
  time: number;
  isTemporary: boolean;
}

/** See the file's head. @param nowS TimeLocal. */
export function globalVariables(
  file: string,
  nowS: () => number,
  fail: (code: number) => void,
): { readonly functions: Record<string, LibraryFunction>; readonly flush: () => void } {
  const variables = read(file, nowS() - UNUSED_S);
  let isDirty = false;
  const find = (name: string): Variable | null => {
    const found = variables.get(name);
    if (found === undefined) {
      fail(ERROR.noGlobal);
      return null;
    }
    found.time = nowS();
    return found;
  };
  const flush = (): void => {
    if (!isDirty) return;
    const kept = [...variables].filter(([, { isTemporary }]) => !isTemporary);
    const fresh = `${file}.new`;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(fresh, JSON.stringify(kept), { flush: true });
    renameSync(fresh, file);
    isDirty = false;
  };
  const set = (name: string, value: number): bigint => {
    if (name.length === 0 || name.length > MAX_NAME) {
      fail(ERROR.wrongParameter);
      return 0n;
    }
    const time = nowS();
    variables.set(name, { value, time, isTemporary: variables.get(name)?.isTemporary ?? false });
    isDirty = true;
    return BigInt(time);
  };
  const functions: Record<string, LibraryFunction> = {
    GlobalVariableCheck: (name: string) => variables.has(name),
    GlobalVariableTime: (name: string) => BigInt(find(name)?.time ?? 0),
    GlobalVariableDel: (name: string) => {
      isDirty = true;
      return variables.delete(name);
    },
    GlobalVariableGet: (name: string, target?: Cell<number>) => {
      const value = find(name)?.value;
      if (target === undefined) return value ?? 0;
      if (value !== undefined) target.v = value;
      return value !== undefined;
    },
    GlobalVariableName: (index: number) => [...variables.keys()].toSorted()[index] ?? '',
    GlobalVariableSet: set,
    GlobalVariablesFlush: flush,
    GlobalVariableTemp: (name: string) => {
      if (variables.has(name)) {
        fail(4502);
        return false;
      }
      variables.set(name, { value: 0, time: nowS(), isTemporary: true });
      return true;
    },
    GlobalVariableSetOnCondition: (name: string, value: number, expected: number) => {
      const found = find(name);
      if (found === null || found.value !== expected) return false;
      found.value = value;
      isDirty = true;
      return true;
    },
    GlobalVariablesDeleteAll: (prefix: string, limit: bigint) => {
      const doomed = [...variables].filter(
        ([name, { time }]) => name.startsWith(prefix) && (limit === 0n || time < Number(limit)),
      );
      for (const [name] of doomed) variables.delete(name);
      isDirty ||= doomed.length > 0;
      return doomed.length;
    },
    GlobalVariablesTotal: () => variables.size,
  };
  return { functions, flush };
}

function read(file: string, sinceS: number): Map<string, Variable> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // A terminal's first start.
    return new Map();
  }
  const stored = JSON.parse(text) as readonly (readonly [string, Variable])[];
  return new Map(stored.filter(([, { time }]) => time >= sinceS));
}
