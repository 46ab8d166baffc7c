/** Runs a part of the Expert Advisor alone: a program in memory that includes some of its files. */
import { existsSync, readFileSync } from 'node:fs';
import { compile, instantiate } from '../../simulator/mql5/compile.ts';
import type { LibraryFunction } from '../../simulator/mql5/runtime/host.ts';
import type { Instance } from '../../simulator/mql5/runtime/instance.ts';
import { NOW, brief } from '../simulator/mql5/builders.ts';
import { recordingHost } from '../simulator/mql5/run.ts';

const MAIN = 'Part.mq5';

export interface EaPart {
  readonly call: Instance['call'];
  /** What it printed. */
  readonly lines: readonly string[];
  /** Its clocks, TimeCurrent and GetTickCount64, stand still but for this. */
  readonly pass: (ms: number) => void;
}

/** A computer's clock, in epoch ms. */
export interface EaClock {
  ms: number;
}

/** It stands still at first. */
export const eaClock = (): EaClock => ({ ms: NOW * 1_000 });

/**
 * @param text includes `<Lockstep/….mqh>` and has functions to call
 * @param functions of the terminal that the part calls; another one ends the program
 */
export function eaPart(
  text: string,
  functions: Readonly<Record<string, LibraryFunction>>,
  clock = eaClock(),
): EaPart {
  const { program, diagnostics } = compile({
    main: MAIN,
    read: (path) => {
      if (path === MAIN) return new TextEncoder().encode(text);
      return existsSync(path) ? readFileSync(path) : null;
    },
    includeFolders: ['mql5/Include'],
    now: NOW,
  });
  if (program === null) throw new TypeError(brief(diagnostics).join('\n'));
  const lines: string[] = [];
  const host = { ...recordingHost(lines), now: () => clock.ms, functions };
  const instance = instantiate(program, host);
  instance.start({});
  return {
    call: instance.call,
    lines,
    pass: (ms) => {
      clock.ms += ms;
    },
  };
}
