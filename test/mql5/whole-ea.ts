/** The whole Expert Advisor in a terminal with one copy, driven event by event; its time moves only by the tests. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileFunctions } from '../../simulator/mql5/runtime/files.ts';
import type { LibraryFunction } from '../../simulator/mql5/runtime/host.ts';
import type { Cell } from '../../simulator/mql5/runtime/objects.ts';
import { globalVariables } from '../../simulator/terminal/global-variables.ts';
import { SECRET } from '../messaging/raw-zmtp-peer.ts';
import { dealHistory, type DealHistory } from './deal-history.ts';
import { eaClock, eaPart, type EaClock } from './ea-part.ts';
import type { ScriptedNode } from './scripted-node.ts';

const PROGRAM = `
#include <Lockstep/Advisor.mqh>
CAdvisor ExtAdvisor;
void Begin(const bool is_master,const int wait_ms)
  {
   ExtAdvisor.Init(is_master ? ROLE_MASTER : ROLE_SLAVE,47101,"${SECRET}",wait_ms,0.0,true);
  }
void OnceMore(void)  { ExtAdvisor.Timer(); }
void Tell(const ENUM_TRADE_TRANSACTION_TYPE type,const ulong deal)
  {
   MqlTradeTransaction transaction;
   MqlTradeResult      result;
   ZeroMemory(transaction);
   ZeroMemory(result);
   transaction.type=type;
   transaction.deal=deal;
   ExtAdvisor.Transaction(transaction,result);
  }
void TellDeal(const ulong deal) { Tell(TRADE_TRANSACTION_DEAL_ADD,deal); }
void TellOrderGone(void)        { Tell(TRADE_TRANSACTION_ORDER_DELETE,0); }
void CloseTerminal(void) { ExtAdvisor.Deinit(REASON_CLOSE); }
`;
const STEP_MS = 50;
const ACCOUNT_LOGIN = 0;
const POSITION_MAGIC = 12;
const MAGIC = 5_499_956_939_221_690_896n;

export interface WholeEa {
  /** Lets this much time pass, with an event every 50 ms. */
  readonly run: (ms: number) => void;
  /** Its next event. */
  readonly wake: () => void;
  /** Its thread stands still for this long; then comes the next event. */
  readonly stall: (ms: number) => void;
  /** What it printed. */
  readonly lines: readonly string[];
  /** Comments of the closes that it has sent. */
  readonly closes: readonly string[];
  /** The terminal tells it of a deal. */
  readonly tellDeal: (ticket: string) => void;
  /** The terminal tells it that an order is active no longer. */
  readonly tellOrderGone: () => void;
  readonly closeTerminal: () => void;
}

/** What it is started with, and what its terminal does differently. */
export interface EaOptions {
  readonly isMaster: boolean;
  readonly waitMs: number;
  readonly history: DealHistory;
  readonly functions: Readonly<Record<string, LibraryFunction>>;
}

/** What the charts of one terminal share besides its files; GetTickCount64 is its clock. */
export interface Terminal {
  readonly clock: EaClock;
  readonly globals: Readonly<Record<string, LibraryFunction>>;
}

/** One whose clock stands at the given time. @param folder has what it wrote when it was ended last. */
export function terminal(
  folder: string,
  clock = eaClock(),
): Terminal & { readonly end: () => void } {
  const file = path.join(folder, 'globals.json');
  const seconds = (): number => Math.floor(clock.ms / 1_000);
  const { functions, flush } = globalVariables(file, seconds, () => undefined);
  const ticks = { GetTickCount64: () => BigInt(clock.ms) };
  return { clock, globals: { ...functions, ...ticks }, end: flush };
}

/** Lets time pass on several charts of a terminal. */
export function runAll({ clock }: Terminal, charts: readonly WholeEa[], ms: number): void {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    clock.ms += STEP_MS;
    for (const { wake } of charts) wake();
  }
}

/** An EA that is started on the files of a terminal. */
export function wholeEa(
  folder: string,
  node: ScriptedNode,
  { clock, globals }: Terminal = terminal(folder),
  {
    isMaster = false,
    waitMs = 0,
    history = dealHistory(),
    functions: own = {},
  }: Partial<EaOptions> = {},
): WholeEa {
  const closes: string[] = [];
  const functions = {
    ...fileFunctions({ own: folder, common: `${folder}-common`, fail: () => undefined }),
    ...history.functions,
    ...TERMINAL,
    ...globals,
    ...node.functions,
    OrderSendAsync: ({ comment }: { comment: string }, result: Record<string, unknown>) => {
      closes.push(comment);
      Object.assign(result, { retcode: 10_018, request_id: closes.length });
      return true;
    },
    ...own,
  };
  const { call, lines, pass } = eaPart(PROGRAM, functions, clock);
  call('Begin', isMaster, waitMs);
  const wake = (): void => void call('OnceMore');
  const stall = (ms: number): void => {
    pass(ms);
    wake();
  };
  const run = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += STEP_MS) stall(STEP_MS);
  };
  const tellDeal = (ticket: string): void => void call('TellDeal', BigInt(ticket));
  const tellOrderGone = (): void => void call('TellOrderGone');
  const closeTerminal = (): void => void call('CloseTerminal');
  return { run, wake, stall, lines, closes, tellDeal, tellOrderGone, closeTerminal };
}

/** What the terminal remembers of the account. */
export function stateOf(folder: string): unknown {
  return JSON.parse(readFileSync(stateFile(folder), 'utf8'));
}

export function writeState(folder: string, state: object): void {
  writeFileSync(stateFile(folder), JSON.stringify(state));
}

function stateFile(folder: string): string {
  return path.join(folder, readdirSync(folder).find((file) => file.endsWith('.state')) ?? '');
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
  PositionSelectByTicket: always(true),
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
