/** AccountInfo*, TerminalInfo*, MQLInfo*: who is logged in, and what this terminal and program may do. */
import path from 'node:path';
import type { AccountRecord } from '../broker/records.ts';
import type { LibraryFunction } from '../mql5/runtime/host.ts';
import { MARGIN_MODES, numberOf } from './mql-enumerations.ts';
import { ERROR, type TerminalContext } from './terminal-context.ts';
import { property, type Properties } from './properties.ts';

const BUILD = 5_120;
const ACCOUNT_TRADE_ALLOWED = 33;

const INTEGERS: Properties<AccountRecord, bigint> = {
  0: ({ login }) => BigInt(login),
  32: () => 0n,
  [ACCOUNT_TRADE_ALLOWED]: ({ tradeAllowed }) => BigInt(tradeAllowed),
  34: ({ expertAllowed }) => BigInt(expertAllowed),
  35: ({ leverage }) => BigInt(leverage),
  44: () => 0n,
  47: ({ limitOrders }) => BigInt(limitOrders),
  53: ({ marginMode }) => BigInt(numberOf(MARGIN_MODES, marginMode)),
  54: ({ currencyDigits }) => BigInt(currencyDigits),
  55: ({ fifoClose }) => BigInt(fifoClose),
  56: ({ marginMode }) => BigInt(marginMode === 'HEDGING'),
};

const DOUBLES: Properties<AccountRecord, number> = {
  37: ({ balance }) => Number(balance),
  38: ({ credit }) => Number(credit),
  39: ({ profit }) => Number(profit),
  40: ({ equity }) => Number(equity),
  41: ({ margin }) => Number(margin),
  42: ({ marginFree }) => Number(marginFree),
  43: ({ equity, margin }) => (Number(margin) > 0 ? (Number(equity) / Number(margin)) * 100 : 0),
  45: ({ marginCallLevel }) => marginCallLevel,
  46: ({ stopOutLevel }) => stopOutLevel,
  48: () => 0,
  49: () => 0,
  50: () => 0,
  51: () => 0,
  52: ({ commissionBlocked }) => Number(commissionBlocked),
};

const STRINGS: Properties<AccountRecord, string> = {
  1: ({ name }) => name,
  2: ({ company }) => company,
  3: ({ server }) => server,
  36: ({ currency }) => currency,
};

/** See the file's head. */
export function accountFunctions(context: TerminalContext): Record<string, LibraryFunction> {
  const { gate, view, fail, start } = context;
  const wrong = (): void => fail(ERROR.wrongAccountProperty);
  const ofAccount = <V>(table: Properties<AccountRecord, V>, zero: V): LibraryFunction => {
    // A program asks for the same few at every event, and numbers lie in the record as texts.
    const known = new Map<number, V | boolean>();
    let account: AccountRecord | null = null;
    return (id: number) => {
      gate.drain();
      if (account !== view.account) {
        account = view.account;
        known.clear();
      }
      const value = known.get(id) ?? property(table, account, id, undefined, zero, wrong);
      if (account !== null && table[id] !== undefined) known.set(id, value);
      return value;
    };
  };
  const integer = ofAccount(INTEGERS, 0n);
  const terminal: Readonly<Record<number, () => number>> = {
    5: () => BUILD,
    6: () => Number(view.isConnected),
    7: () => 0,
    8: () => Number(context.isTradeAllowed()),
    11: () => 100_000,
    12: () => 65_001,
    18: () => 1,
    21: () => 2,
    29: () => (view.isConnected ? 1_000 : 0),
    30: () => 0,
  };
  const program: Readonly<Record<number, () => number>> = {
    2: () => 2,
    3: () => 0,
    4: () => Number(start.options.programTradeAllowed && context.isTradeAllowed()),
    5: () => 0,
    6: () => 0,
    7: () => 0,
    8: () => 0,
    9: () => 0,
    10: () => 1_024,
    11: () => 16,
    12: () => 0,
  };
  return {
    AccountInfoInteger: (id: number) => {
      const value: unknown = integer(id);
      // Without a connection MT5 lets no account trade, whatever its server has said before.
      return id === ACCOUNT_TRADE_ALLOWED && !view.isConnected ? 0n : value;
    },
    AccountInfoDouble: ofAccount(DOUBLES, 0),
    AccountInfoString: ofAccount(STRINGS, ''),
    TerminalInfoInteger: (id: number) => {
      gate.drain();
      return terminal[id]?.() ?? 0;
    },
    TerminalInfoDouble: () => 0,
    TerminalInfoString: (id: number) => {
      const texts = ['Lockstep', 'Lockstep simulated terminal', start.folder, start.folder];
      return id === 4 ? start.commonFolder : id === 13 ? 'English' : (texts[id] ?? '');
    },
    MQLInfoInteger: (id: number) => program[id]?.() ?? 0,
    MQLInfoString: (id: number) =>
      id === 0 ? start.name : path.join(start.folder, 'MQL5', 'Experts', `${start.name}.ex5`),
  };
}
