/** The quotes that the Expert Advisor tells of the symbols that were asked for. */
import { expect, test } from 'vitest';
import type { Cell } from '../../simulator/mql5/runtime/objects.ts';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import { answering, ScriptedNode, WELCOME, type Message } from './scripted-node.ts';
import { terminal, wholeEa } from './whole-ea.ts';

const SYMBOL_SELECT = 0;

/** A linked EA, the Market Watch of its terminal with the quotes in it, and what was told since the last look. */
function subscribed(...symbols: readonly string[]) {
  const folder = temporaryFolder();
  const own = terminal(folder);
  const node = new ScriptedNode();
  const heard: Message[] = [];
  const welcome = answering(WELCOME);
  node.script = (message) => {
    heard.push(message);
    return welcome(message);
  };
  const selected = new Set<string>();
  const bids = new Map<string, number>();
  const ea = wholeEa(folder, node, own, {
    functions: {
      SymbolExist: () => true,
      SymbolInfoInteger: (symbol: string, id: number, digits?: Cell) => {
        if (digits === undefined) return id === SYMBOL_SELECT ? BigInt(selected.has(symbol)) : 0n;
        digits.v = 5n;
        return true;
      },
      SymbolSelect: (symbol: string) => selected.add(symbol).size > 0,
      SymbolInfoTick: (symbol: string, tick: Record<string, unknown>) => {
        const bid = bids.get(symbol) ?? 0;
        Object.assign(tick, { bid, ask: bid, time_msc: 1_000n });
        return selected.has(symbol) && bid > 0;
      },
    },
  });
  ea.run(3_000);
  node.say({ id: 'q1', action: 'SUBSCRIBE', params: { symbols } });
  const told = (ms: number): readonly Message[] => {
    heard.length = 0;
    ea.run(ms);
    return heard.filter(({ type }) => type === 'DATA');
  };
  return { selected, bids, told };
}

test('a symbol that a person hides in the Market Watch is shown again, and its quotes go on', () => {
  const { selected, bids, told } = subscribed('EURUSD');
  bids.set('EURUSD', 1.5);
  expect(told(2_000).at(-1)).toMatchObject({ symbol: 'EURUSD', bid: '1.50000' });
  selected.clear();
  bids.set('EURUSD', 1.25);
  expect(told(2_000).at(-1)).toMatchObject({ symbol: 'EURUSD', bid: '1.25000' });
});

test('quotes are told once, however long another symbol of the request has none', () => {
  const { bids, told } = subscribed('EURUSD', 'XAUUSD');
  bids.set('EURUSD', 1.5);
  // It is waited for so long.
  expect(told(1_000)).toEqual([]);
  expect(told(1_000)).toMatchObject([{ symbol: 'EURUSD' }]);
  bids.set('XAUUSD', 1_234.5);
  expect(told(1_000)).toMatchObject([{ symbol: 'XAUUSD' }]);
});
