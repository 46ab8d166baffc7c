/** Symbol*, ticks and bars: what the Market Watch shows. */
import type { QuoteRecord, SymbolRecord } from '../broker/records.ts';
import type { Arr } from '../mql5/runtime/arr.ts';
import type { LibraryFunction } from '../mql5/runtime/host.ts';
import type { Cell } from '../mql5/runtime/objects.ts';
import { CALC_MODES, EXECUTIONS, SWAP_MODES, TRADE_MODES, numberOf } from './mql-enumerations.ts';
import { property, type Properties } from './properties.ts';
import { ERROR, type TerminalContext } from './terminal-context.ts';

/** A symbol with its newest tick and whether it is selected. */
interface Shown {
  readonly spec: SymbolRecord;
  readonly quote: QuoteRecord | null;
  readonly isSelected: boolean;
}

const point = ({ spec }: Shown): number => Number((10 ** -spec.digits).toFixed(spec.digits));
const time = ({ quote }: Shown): number => quote?.timeMsc ?? 0;

const INTEGERS: Properties<Shown, bigint> = {
  0: ({ isSelected }) => BigInt(isSelected),
  76: ({ isSelected }) => BigInt(isSelected),
  78: () => 0n,
  81: () => 1n,
  15: (shown) => BigInt(Math.floor(time(shown) / 1_000)),
  116: (shown) => BigInt(time(shown)),
  17: ({ spec }) => BigInt(spec.digits),
  41: () => 1n,
  18: (shown) =>
    BigInt(
      Math.round((Number(shown.quote?.ask ?? 0) - Number(shown.quote?.bid ?? 0)) / point(shown)),
    ),
  25: () => 0n,
  29: ({ spec }) => BigInt(numberOf(CALC_MODES, spec.calcMode)),
  30: ({ spec }) => BigInt(numberOf(TRADE_MODES, spec.tradeMode)),
  31: ({ spec }) => BigInt(spec.stopsLevelPoints),
  32: ({ spec }) => BigInt(spec.freezeLevelPoints),
  33: ({ spec }) => BigInt(numberOf(EXECUTIONS, spec.executionMode)),
  37: ({ spec }) => BigInt(numberOf(SWAP_MODES, spec.swapMode)),
  40: ({ spec }) => BigInt(spec.swapRollover3Days),
  49: ({ spec }) => BigInt(spec.expirationMode),
  50: ({ spec }) => BigInt(spec.fillingMode),
  51: () => 0n,
  52: () => 0n,
  71: ({ spec }) => BigInt(spec.orderMode),
  74: () => 0n,
};

const DOUBLES: Properties<Shown, number> = {
  1: ({ quote }) => Number(quote?.bid ?? 0),
  4: ({ quote }) => Number(quote?.ask ?? 0),
  7: () => 0,
  16: point,
  26: ({ spec }) => Number(spec.tickValue),
  53: ({ spec }) => Number(spec.tickValue),
  54: ({ spec }) => Number(spec.tickValue),
  27: ({ spec }) => Number(spec.tickSize),
  28: ({ spec }) => Number(spec.contractSize),
  34: ({ spec }) => Number(spec.volumeMin),
  35: ({ spec }) => Number(spec.volumeMax),
  36: ({ spec }) => Number(spec.volumeStep),
  55: ({ spec }) => Number(spec.volumeLimit),
  38: ({ spec }) => Number(spec.swapLong),
  39: ({ spec }) => Number(spec.swapShort),
  42: ({ spec }) => Number(spec.marginInitial),
  43: ({ spec }) => Number(spec.marginMaintenance),
  77: ({ spec }) => Number(spec.marginHedged),
};

const STRINGS: Properties<Shown, string> = {
  20: ({ spec }) => spec.description,
  21: ({ spec }) => spec.path,
  22: ({ spec }) => spec.currencyBase,
  23: ({ spec }) => spec.currencyProfit,
  24: ({ spec }) => spec.currencyMargin,
};

/** Properties that only a selected symbol has. */
const OF_TICKS = new Set([1, 4, 15, 18, 116]);

/** See the file's head. */
export function symbolFunctions(context: TerminalContext): Record<string, LibraryFunction> {
  const { gate, market, fail } = context;
  const reader =
    <V>(table: Properties<Shown, V>, zero: V): LibraryFunction =>
    (name: string, id: number, target?: Cell<V>) => {
      gate.drain();
      const spec = market.symbols.get(name);
      const isSelected = market.selected.has(name);
      const needsTick = zero !== '' && OF_TICKS.has(id);
      if (spec === undefined || (needsTick && !isSelected)) {
        fail(spec === undefined ? ERROR.unknownSymbol : ERROR.notSelected);
        return target === undefined ? zero : false;
      }
      const shown = { spec, quote: market.quote(name), isSelected };
      return property(table, shown, id, target, zero, () => fail(ERROR.wrongSymbolProperty));
    };
  const names = (selected: boolean): readonly string[] => [
    ...(selected ? market.selected : market.symbols.keys()),
  ];
  return {
    SymbolsTotal: (selected: boolean) => {
      gate.drain();
      return selected ? market.selected.size : market.symbols.size;
    },
    SymbolName: (index: number, selected: boolean) => names(selected)[index] ?? '',
    SymbolExist: (name: string, isCustom: Cell<boolean>) => {
      gate.drain();
      isCustom.v = false;
      return market.symbols.has(name);
    },
    SymbolSelect: (name: string, select: boolean) => {
      gate.drain();
      if (!market.symbols.has(name)) {
        fail(ERROR.unknownSymbol);
        return false;
      }
      if (select) return market.select(name);
      if (isHeld(context, name)) {
        fail(4305);
        return false;
      }
      market.deselect(name);
      return true;
    },
    SymbolIsSynchronized: (name: string) => {
      gate.drain();
      return context.view.isConnected && market.quote(name) !== null;
    },
    SymbolInfoInteger: reader(INTEGERS, 0n),
    SymbolInfoDouble: reader(DOUBLES, 0),
    SymbolInfoString: reader(STRINGS, ''),
    SymbolInfoTick: (name: string, tick: Record<string, unknown>) => {
      gate.drain();
      const quote = market.quote(name);
      if (quote === null) {
        fail(market.symbols.has(name) ? ERROR.notSelected : ERROR.unknownSymbol);
        return false;
      }
      fillTick(tick, quote);
      return true;
    },
    SymbolInfoSessionTrade: sessions(context),
    SymbolInfoSessionQuote: sessions(context),
    MarketBookAdd: () => false,
    MarketBookRelease: () => false,
    MarketBookGet: () => false,
    CopyTicks: (name: string, ticks: Arr) => {
      gate.drain();
      const quote = market.quote(name);
      if (quote === null) return -1;
      ticks.resize(1);
      fillTick(ticks.get(0) as Record<string, unknown>, quote);
      return 1;
    },
  };
}

/** Open positions and orders keep their symbols in the Market Watch. */
function isHeld({ view }: TerminalContext, name: string): boolean {
  return [...view.positions(), ...view.orders()].some(({ symbol }) => symbol === name);
}

function sessions({ gate, market }: TerminalContext): LibraryFunction {
  return (name: string, day: number, index: number, from: Cell<bigint>, until: Cell<bigint>) => {
    gate.drain();
    const found = market.symbols
      .get(name)
      ?.tradeSessions.filter((session) => session.day === day)
      .at(index);
    if (found === undefined) return false;
    from.v = BigInt(found.fromS);
    until.v = BigInt(found.untilS);
    return true;
  };
}

function fillTick(tick: Record<string, unknown>, { bid, ask, timeMsc }: QuoteRecord): void {
  Object.assign(tick, {
    time: BigInt(Math.floor(timeMsc / 1_000)),
    bid: Number(bid),
    ask: Number(ask),
    last: 0,
    volume: 0n,
    time_msc: BigInt(timeMsc),
    flags: 6,
    volume_real: 0,
  });
}
