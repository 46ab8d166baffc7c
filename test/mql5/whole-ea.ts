/** The whole Expert Advisor in a terminal with one copy, driven event by event; its time moves only by `run`. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileFunctions } from '../../simulator/mql5/runtime/files.ts';
import type { LibraryFunction } from '../../simulator/mql5/runtime/host.ts';
import type { Cell } from '../../simulator/mql5/runtime/objects.ts';
import { SECRET } from '../messaging/raw-zmtp-peer.ts';
import { dealHistory } from './deal-history.ts';
import { eaPart } from './ea-part.ts';
import type { ScriptedNode } from './scripted-node.ts';

const PROGRAM = `
#include <Lockstep/Advisor.mqh>
CAdvisor ExtAdvisor;
void Begin(void)     { ExtAdvisor.Init(ROLE_SLAVE,47101,"${SECRET}",0,0.0,true); }
void OnceMore(void)  { ExtAdvisor.Timer(); }
void CloseTerminal(void) { ExtAdvisor.Deinit(REASON_CLOSE); }
`;
const STEP_MS = 50;
const ACCOUNT_LOGIN = 0;
const POSITION_MAGIC = 12;
const MAGIC = 5_499_956_939_221_690_896n;

export interface WholeEa {
  /** Lets this much time pass, with an event every 50 ms. */
  readonly run: (ms: number) => void;
  /** Its thread stands still for this long; then comes the next event. */
  readonly stall: (ms: number) => void;
  /** Comments of the closes that it has sent. */
  readonly closes: readonly string[];
  readonly closeTerminal: () => void;
}

/** An EA that is started on the files of a terminal. */
export function wholeEa(folder: string, node: ScriptedNode): WholeEa {
  const closes: string[] = [];
  const { call, pass } = eaPart(PROGRAM, {
    ...fileFunctions({ own: folder, common: `${folder}-common`, fail: () => undefined }),
    ...dealHistory().functions,
    ...TERMINAL,
    ...node.functions,
    OrderSendAsync: ({ comment }: { comment: string }, result: Record<string, unknown>) => {
      closes.push(comment);
      Object.assign(result, { retcode: 10_018, request_id: closes.length });
      return true;
    },
  });
  call('Begin');
  const stall = (ms: number): void => {
    pass(ms);
    call('OnceMore');
  };
  const run = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += STEP_MS) stall(STEP_MS);
  };
  return { run, stall, closes, closeTerminal: () => call('CloseTerminal') };
}

/** What the terminal remembers of the account. */
export function stateOf(folder: string): unknown {
  const name = readdirSync(folder).find((file) => file.endsWith('.state')) ?? '';
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
}

/** The answer, or its store through a reference. */
const always =
  (value: unknown): LibraryFunction =>
  (...args: readonly unknown[]) => {
    const target = args.at(-1);
    if (typeof target !== 'object' || target === null) return value;
    (target as Cell).v = value;
    return true;
  };

/** One login, one copy, an empty history. */
const TERMINAL: Readonly<Record<string, LibraryFunction>> = {
  AccountInfoInteger: (id: number) => (id === ACCOUNT_LOGIN ? 5001n : 1n),
  AccountInfoDouble: always(10_000),
  AccountInfoString: always('Broker-Demo'),
  TerminalInfoInteger: always(1),
  TerminalInfoString: always('terminal'),
  MQLInfoInteger: always(1),
  ChartID: always(1n),
  PositionsTotal: always(1),
  PositionGetTicket: always(7n),
  PositionGetInteger: (id: number) => (id === POSITION_MAGIC ? MAGIC : 7n),
  PositionGetDouble: always(0.1),
  PositionGetString: always('EURUSD'),
  SymbolInfoInteger: always(2n),
  SymbolInfoDouble: always(0.01),
  SymbolInfoTick: (_symbol: string, tick: Record<string, unknown>) => {
    Object.assign(tick, { bid: 1.3861, ask: 1.3862 });
    return true;
  },
  OrdersTotal: always(0),
};
