/** Messages of an EA, with defaults. */

export function eaPosition(changes: Record<string, unknown> = {}) {
  return {
    ticket: '9007199254740993',
    identifier: '9007199254740995',
    symbol: 'EURUSD',
    type: 'BUY' as const,
    volume: '0.02',
    priceOpen: '1.38626',
    sl: '0',
    tp: '0.00000',
    timeMsc: 1_399_033_760_100,
    magic: '5499164285417553921',
    comment: '9007199254740995',
    ...changes,
  };
}

export function eaDeal(changes: Record<string, unknown> = {}) {
  return {
    deal: '18446744073709551615',
    order: '72',
    identifier: '73',
    symbol: 'EURUSD',
    entry: 'OUT' as const,
    volume: '0.01',
    price: '1.38700',
    timeMsc: 1_399_033_761_000,
    reason: 'SL',
    magic: '-1',
    ...changes,
  };
}

export function eaBook(changes: Record<string, unknown> = {}) {
  return {
    read: 1,
    readMs: 1_000_000,
    serverNow: 1_399_033_762_000,
    connected: true,
    synced: true,
    complete: true,
    positions: [eaPosition()],
    orders: [{ ticket: '74', symbol: 'EURUSD', type: 'BUY_LIMIT', volume: '0.10', magic: '0' }],
    recentlyClosed: [eaDeal()],
    blocked: [],
    account: {
      balance: '10000.00',
      equity: '9999.50',
      margin: '0.00',
      freeMargin: '9999.50',
      currency: 'USD',
    },
    ...changes,
  };
}

export function quote(changes: Record<string, unknown> = {}) {
  return {
    type: 'DATA' as const,
    symbol: 'EURUSD',
    bid: '1.38620',
    ask: '1.38622',
    time: 1_399_033_760_000,
    ...changes,
  };
}
