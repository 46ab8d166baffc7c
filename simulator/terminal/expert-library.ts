/** All functions of a terminal that a program can call, put together, with the points of kills in them. */
import path from 'node:path';
import { fileFunctions } from '../mql5/runtime/files.ts';
import type { Host, LibraryFunction } from '../mql5/runtime/host.ts';
import { accountFunctions } from './functions-account.ts';
import { historyFunctions } from './functions-history.ts';
import { positionFunctions } from './functions-positions.ts';
import { programFunctions, type ProgramControl } from './functions-program.ts';
import { socketLibrary } from './functions-sockets.ts';
import { symbolFunctions } from './functions-symbols.ts';
import { tradeLibrary } from './functions-trade.ts';
import { globalVariables } from './global-variables.ts';
import type { TerminalContext } from './terminal-context.ts';
import type { ExpertStart } from './terminal-message.ts';
import { TerminalState } from './terminal-state.ts';
import type { ThreadGate } from './thread-gate.ts';

/** What a program runs on. */
export interface ExpertLibrary {
  readonly state: TerminalState;
  readonly functions: Record<string, LibraryFunction>;
  /** Global variables to disk. */
  readonly flush: () => void;
  /** The answer to a request is being told: the next bytes for the node are a point of a kill. */
  readonly onResultTold: () => void;
}

/** @param host gets errors; its functions need not be there yet. */
export function expertLibrary(
  gate: ThreadGate,
  start: ExpertStart,
  host: Host,
  control: ProgramControl,
): ExpertLibrary {
  const fail = (code: number): void => {
    host.lastError = code;
  };
  const base = { gate, start, fail, waitMs: control.waitMs };
  let context: TerminalContext | null = null;
  const functions: Record<string, LibraryFunction> = {};
  const state = new TerminalState(gate, start, (made) => {
    const { view, market } = made;
    context = { ...base, view, market, isTradeAllowed: () => made.isTradeAllowed };
    const trade = tradeLibrary(context);
    const sockets = socketLibrary(context);
    Object.assign(
      functions,
      trade.functions,
      sockets.functions,
      accountFunctions(context),
      symbolFunctions(context),
      positionFunctions(context),
      historyFunctions(context),
      programFunctions(context, host, control),
    );
    return { trade, sockets };
  });
  const files = fileFunctions({
    own: path.join(start.folder, 'MQL5', 'Files'),
    common: path.join(start.commonFolder, 'Files'),
    fail,
  });
  const globals = globalVariables(
    path.join(start.folder, 'globals.json'),
    () => Math.floor(Date.now() / 1_000),
    fail,
  );
  Object.assign(functions, files, globals.functions, { IsStopped: host.isStopped });
  let isToldResult = false;
  addKillPoints(functions, state, () => {
    const wasTold = isToldResult;
    isToldResult = false;
    return wasTold;
  });
  const onResultTold = (): void => {
    isToldResult = true;
  };
  return { state, functions, flush: globals.flush, onResultTold };
}

/** @param takeTold was a result told since the last call? */
function addKillPoints(
  functions: Record<string, LibraryFunction>,
  { kills }: TerminalState,
  takeTold: () => boolean,
): void {
  const names = new Map<number, string>();
  const { FileOpen: open, FileFlush: flush, SocketSend: send } = functions;
  if (open === undefined || flush === undefined || send === undefined) return;
  functions['FileOpen'] = (name: string, ...rest: unknown[]) => {
    const handle = open(name, ...rest) as number;
    names.set(handle, name);
    return handle;
  };
  functions['FileFlush'] = (handle: number) => {
    flush(handle);
    if (names.get(handle)?.endsWith('.journal') === true) kills.pass('journal-flushed');
  };
  functions['SocketSend'] = (...args: unknown[]) => {
    if (takeTold()) kills.pass('result-returned');
    return send(...args);
  };
}
