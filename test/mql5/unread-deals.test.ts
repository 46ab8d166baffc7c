import { expect, test } from 'vitest';
import type { EaBook } from '../../messaging/ea-protocol.ts';
import { SERVER_NOW, closing, dealHistory } from './deal-history.ts';
import { eaPart } from './ea-part.ts';

const SINCE = SERVER_NOW - 86_400_000;
const MAGIC = '5499956939221690896';

const PROGRAM = `
#include <Lockstep/Find.mqh>
#include <Lockstep/History.mqh>
#include <Lockstep/TradeChecks.mqh>
CAccount     ExtAccount;
CServerClock ExtClock;
CJournal     ExtJournal;
COutbox      ExtOutbox;
CState       ExtState;
COrders      ExtOrders;
CFailSafe    ExtFailSafe;
CBook        ExtBook;
CFind        ExtFind;
CTradeChecks ExtChecks;
bool Begin(void)
  {
   ExtBook.Init(ExtAccount,ExtClock);
   ExtFind.Init(ExtJournal,ExtBook);
   ExtChecks.Init(ExtAccount,ExtOrders,ExtFailSafe,ExtBook);
   return(ExtAccount.Open() && !ExtBook.IsSynced());
  }
string Find(void)
  {
   CJsonReader request;
   CJsonWriter json;
   request.Parse("{\\"request\\":\\"open/1\\",\\"magic\\":\\"${MAGIC}\\",\\"position\\":\\"0\\",\\"since\\":${String(SINCE)}}");
   json.BeginObject("");
   ExtFind.Write(json,request,request.Root(),false);
   json.EndObject();
   return(json.Result());
  }
string History(const long since)
  {
   CJsonWriter json;
   json.BeginObject("");
   if(!WriteHistory(json,since,0))
      return("null");
   json.EndObject();
   return(json.Result());
  }
string Book(void)
  {
   CJsonWriter json;
   string      blocked[];
   ArrayResize(blocked,0);
   json.BeginObject("");
   ExtBook.Write(json,blocked,-1);
   json.EndObject();
   return(json.Result());
  }
string WhereMagic(void)
  {
   string error="";
   const string found=ExtChecks.WhereMagic(${MAGIC},${String(SINCE)},error);
   return(StringLen(found)>0 ? error+": "+found : "");
  }
`;

const [POSITION_MAGIC, POSITION_TIME_MSC, POSITION_IDENTIFIER] = [12, 14, 13];
const [ORDER_MAGIC, ORDER_TIME_SETUP_MSC, ORDER_TICKET] = [15, 18, 22];

/** A line of a list of the terminal: of one that cannot be read yet the ticket or all facts are zero. */
interface Line {
  readonly ticket: bigint;
  readonly magic: bigint;
  readonly timeMsc: bigint;
}

const READ: Line = { ticket: 21n, magic: 0n, timeMsc: BigInt(SERVER_NOW) };
const UNREAD: readonly Line[] = [
  { ticket: 0n, magic: 0n, timeMsc: 0n },
  { ticket: 21n, magic: 0n, timeMsc: 0n },
];

/** The functions of the terminal that read what is open and the orders of the history. */
function lists() {
  const open = { positions: [] as Line[], orders: [] as Line[], past: [] as Line[] };
  let selected: Line | undefined;
  const listed = (list: keyof typeof open) => (index: number) => {
    selected = open[list][index];
    return selected?.ticket ?? 0n;
  };
  const fact = (id: number): bigint => {
    if (id === POSITION_MAGIC || id === ORDER_MAGIC) return selected?.magic ?? 0n;
    if (id === POSITION_TIME_MSC || id === ORDER_TIME_SETUP_MSC) return selected?.timeMsc ?? 0n;
    return id === POSITION_IDENTIFIER || id === ORDER_TICKET ? (selected?.ticket ?? 0n) : 0n;
  };
  const [symbol, lots] = [() => 'EURUSD', () => 0.1];
  const functions = {
    PositionGetString: symbol,
    PositionGetDouble: lots,
    OrderGetString: symbol,
    OrderGetDouble: lots,
    PositionsTotal: () => open.positions.length,
    PositionGetTicket: listed('positions'),
    PositionGetInteger: fact,
    OrdersTotal: () => open.orders.length,
    OrderGetTicket: listed('orders'),
    OrderGetInteger: fact,
    HistoryOrdersTotal: () => open.past.length,
    HistoryOrderGetTicket: listed('past'),
    HistoryOrderGetInteger: (_ticket: bigint, id: number) => fact(id),
  };
  return { open, functions };
}

const OWN = closing({ entry: 'IN', type: 'BUY', magic: MAGIC });
const OTHER = closing({ deal: '8', position: '9', order: '9', magic: '0' });

/** An EA whose terminal has been connected for long, and at first has nothing open. */
function advisor() {
  const history = dealHistory();
  const { open, functions } = lists();
  const { call, pass } = eaPart(PROGRAM, {
    ...history.functions,
    AccountInfoInteger: () => 5_001n,
    AccountInfoString: () => 'Test-Demo',
    AccountInfoDouble: () => 10_000,
    TerminalInfoInteger: () => 1n,
    ...functions,
  });
  expect(call('Begin')).toBe(true);
  pass(60_000);
  const find = (): unknown => JSON.parse(String(call('Find')));
  const book = (): EaBook => JSON.parse(String(call('Book'))) as EaBook;
  const told = (since: number): unknown => JSON.parse(String(call('History', BigInt(since))));
  return {
    deals: history.deals,
    old: history.old,
    open,
    find,
    book,
    told,
    whereMagic: () => call('WhereMagic'),
  };
}

test('a search is not sure while a deal cannot be read: it may be the one', () => {
  const { deals, old, find } = advisor();
  deals.set('8', OTHER);
  expect(find()).toMatchObject({ synced: true, deals: [] });
  deals.set('7', null);
  expect(find()).toMatchObject({ synced: false, deals: [] });
  deals.set('7', OWN);
  expect(find()).toMatchObject({ synced: true, deals: [{ deal: '8' }, { deal: '7' }] });
  // An older one of the position that was found.
  old.add('8');
  deals.set('8', null);
  expect(find()).toMatchObject({ synced: false, deals: [{ deal: '7' }] });
});

test('no open is sent while a deal cannot be read: it may be that of the same copy', () => {
  const { deals, whereMagic } = advisor();
  deals.set('8', OTHER);
  expect(whereMagic()).toBe('');
  deals.set('7', null);
  expect(whereMagic()).toBe('HISTORY_UNAVAILABLE: a deal of the history cannot be read yet');
  deals.set('7', OWN);
  expect(whereMagic()).toBe('MAGIC_EXISTS: deal 7');
});

const LISTS = ['positions', 'orders', 'past'] as const;

test.each(LISTS)(
  'a search is not sure, and no open is sent, while a line of %s is unread',
  (list) => {
    const { open, find, whereMagic } = advisor();
    open[list].push(READ);
    expect([find(), whereMagic()]).toMatchObject([{ synced: true }, '']);
    for (const unread of UNREAD) {
      open[list].splice(0, 9, READ, unread);
      expect(find()).toMatchObject({ synced: false });
      expect(whereMagic()).toMatch(/^HISTORY_UNAVAILABLE: .* cannot be read yet$/);
    }
  },
);

test.each(LISTS)('a line of %s with the magic is there, whatever else cannot be read', (list) => {
  const { open, whereMagic } = advisor();
  open[list].push({ ...READ, magic: BigInt(MAGIC), timeMsc: 0n });
  for (const other of LISTS) open[other].push(...UNREAD);
  expect(whereMagic()).toMatch(/^MAGIC_EXISTS: .*\b21$/);
});

test.each(['positions', 'orders'] as const)(
  'a book tells what can be read of %s and is not complete while a line is unread',
  (list) => {
    const { open, book } = advisor();
    open[list].push(READ);
    const { complete, [list]: readable } = book();
    expect([complete, readable]).toMatchObject([true, [{ symbol: 'EURUSD' }]]);
    for (const unread of UNREAD) {
      open[list].splice(0, 9, READ, unread);
      expect(book()).toMatchObject({ complete: false, [list]: readable });
    }
  },
);

test.each([0, SINCE])(
  'a page of the history since %i waits for a deal that cannot be read',
  (since) => {
    const { deals, told } = advisor();
    deals.set('7', OWN);
    deals.set('8', null);
    expect(told(since)).toBeNull();
    deals.set('8', OTHER);
    expect(told(since)).toMatchObject({ deals: [{ deal: '7' }, { deal: '8' }], more: false });
  },
);
