import { expect, test } from 'vitest';
import { isTerminalFault, parseFault } from '../../../simulator/faults/fault.ts';

test('a fault of a request hits the first one, once, unless it says otherwise', () => {
  expect(parseFault({ type: 'lost-reply', operation: 'open' })).toEqual({
    type: 'lost-reply',
    operation: 'open',
    nth: 1,
    count: 1,
  });
});

test('an error names the type and the field', () => {
  expect(() => parseFault({ type: 'retcode', retcode: 9 })).toThrow(/fault "retcode"[^]*retcode/);
  expect(() => parseFault({ type: 'stall', account: 'abc', forMs: 5 })).toThrow(
    /fault "stall"[^]*1 to 12 digits/,
  );
  expect(() => parseFault({ type: 'unknown' })).toThrow(/fault "unknown"/);
  expect(() => parseFault({ type: 'lost-reply', acount: '5001' })).toThrow(/acount/);
  expect(() => parseFault(null)).toThrow(/without a type/);
});

test('a fault is told to be the terminal or the broker one', () => {
  const kill = parseFault({ type: 'kill', account: '5001', at: 'journal-flushed' });
  expect(isTerminalFault(kill)).toBe(true);
  expect(isTerminalFault(parseFault({ type: 'market-closed' }))).toBe(false);
});
