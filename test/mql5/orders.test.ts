import { expect, test } from 'vitest';
import { closing, dealHistory, SERVER_NOW } from './deal-history.ts';
import { eaPart } from './ea-part.ts';

const PROGRAM = `
#include <Lockstep/Orders.mqh>
CJournal ExtJournal;
COutbox  ExtOutbox;
COrders  ExtOrders;
void Open(void)
  {
   ExtOrders.Init(ExtJournal,ExtOutbox);
   OpenAnother("open/1");
  }
void OpenAnother(const string id)
  {
   MqlTradeRequest request;
   ZeroMemory(request);
   request.action=TRADE_ACTION_DEAL;
   request.symbol="EURUSD";
   request.volume=0.1;
   ExtOrders.Send(request,id,FLIGHT_OPEN,0);
  }
void Fill(const int kind)
  {
   MqlTradeRequest request;
   ZeroMemory(request);
   ExtOrders.Init(ExtJournal,ExtOutbox);
   for(int i=0; i<FLIGHTS_MAX; i++)
      ExtOrders.Send(request,"r/"+IntegerToString(i),kind,0);
  }
bool IsFull(void) { return(ExtOrders.IsFull()); }
bool Close(void)
  {
   MqlTradeRequest request;
   ZeroMemory(request);
   return(ExtOrders.Send(request,"close/1",FLIGHT_CLOSE,5));
  }
void Told(const ENUM_TRADE_TRANSACTION_TYPE type,const uint retcode,const ulong deal=7)
  {
   MqlTradeTransaction transaction;
   MqlTradeResult      result;
   ZeroMemory(transaction);
   ZeroMemory(result);
   transaction.type=type;
   transaction.deal=deal;
   transaction.order=6;
   result.request_id=1;
   result.retcode=retcode;
   result.order=6;
   ExtOrders.Transaction(transaction,result);
  }
void Done(void)   { Told(TRADE_TRANSACTION_REQUEST,TRADE_RETCODE_DONE); }
void Placed(void) { Told(TRADE_TRANSACTION_REQUEST,TRADE_RETCODE_PLACED); }
void Seen(void)   { Told(TRADE_TRANSACTION_DEAL_ADD,0); }
void SeenNext(void) { Told(TRADE_TRANSACTION_DEAL_ADD,0,8); }
string Answers(void)
  {
   string texts="";
   ExtOrders.Pump();
   for(int i=0; i<ExtOutbox.Count(); i++)
      texts+=(i>0 ? "," : "")+ExtOutbox.At(i);
   ExtOutbox.Clear();
   return("["+texts+"]");
  }
`;

/** The answer of the trade server to every request: executed. */
interface Executed {
  readonly retcode: number;
  readonly order: bigint;
  readonly deal: bigint;
}

const DONE: Executed = { retcode: 10_009, order: 6n, deal: 7n };
const OPENING = closing({ entry: 'IN', type: 'BUY', timeMsc: SERVER_NOW });

/** An opening order that was executed; its deal is listed and cannot be read yet. */
function opened(executed: Executed = DONE) {
  const { deals, functions } = dealHistory();
  deals.set('7', null);
  /** Whether the order is in the list of active ones. */
  const broker = { isActive: false };
  const { call, pass } = eaPart(PROGRAM, {
    ...functions,
    OrderSendAsync: (_request: unknown, result: Record<string, unknown>) => {
      Object.assign(result, { request_id: 1, ...executed, volume: 0.1, price: 1.3861 });
      return true;
    },
    PositionsTotal: () => 0,
    PositionSelectByTicket: () => false,
    OrderSelect: () => broker.isActive,
  });
  call('Open');
  const answers = (): unknown => JSON.parse(String(call('Answers')));
  return { deals, broker, pass, answers, call };
}

const ANSWER = { id: 'open/1', ok: true, retcode: 10_009, order: '6', deal: '7', volume: '0.10' };

test('an executed order is answered once its deal can be read, with the position from it', () => {
  const { deals, answers } = opened();
  expect(answers()).toEqual([]);
  expect(answers()).toEqual([]);
  deals.set('7', OPENING);
  expect(answers()).toMatchObject([{ ...ANSWER, position: '5', ticket: '5' }]);
  expect(answers()).toEqual([]);
});

test('a deal that cannot be read for 2 s is named without a position', () => {
  const { answers, pass } = opened();
  pass(1_999);
  expect(answers()).toEqual([]);
  pass(1);
  expect(answers()).toMatchObject([{ ...ANSWER, position: '0', ticket: '0' }]);
});

test('an order that was only placed is executed once a deal of it can be read, not when one is seen', () => {
  const { deals, answers, call } = opened({ retcode: 10_008, order: 6n, deal: 0n });
  call('Placed');
  expect(answers()).toEqual([]);
  call('Seen');
  expect(answers()).toEqual([]);
  deals.set('7', OPENING);
  expect(answers()).toMatchObject([{ ...ANSWER, position: '5' }]);
});

const PLACED: Executed = { retcode: 10_008, order: 6n, deal: 0n };
const PART = { ...OPENING, volume: '0.04' };

test('an order that was only placed is executed when its deals add up to its volume', () => {
  const { deals, answers, call } = opened(PLACED);
  call('Placed');
  deals.set('7', PART);
  call('Seen');
  call('Seen');
  expect(answers()).toEqual([]);
  deals.set('8', { ...PART, deal: '8', volume: '0.06' });
  call('SeenNext');
  expect(answers()).toMatchObject([{ ...ANSWER, position: '5' }]);
});

test('one of which a part was executed says so when nothing more comes', () => {
  const { deals, broker, answers, call, pass } = opened(PLACED);
  call('Placed');
  broker.isActive = true;
  deals.set('7', PART);
  call('Seen');
  pass(5_000);
  expect(answers()).toEqual([]);
  broker.isActive = false;
  expect(answers()).toMatchObject([{ ...ANSWER, retcode: 10_010, volume: '0.04', position: '5' }]);
});

test('an answer is that of the last request of its number: a new session begins with 1 again', () => {
  const { deals, answers, call, pass } = opened({ retcode: 10_008, order: 0n, deal: 0n });
  pass(10_000);
  expect(answers()).toMatchObject([{ id: 'open/1', error: 'UNKNOWN' }]);
  call('OpenAnother', 'open/2');
  deals.set('7', OPENING);
  call('Seen');
  call('Done');
  expect(answers()).toMatchObject([{ ...ANSWER, id: 'open/2', position: '5' }]);
});

const SWALLOWED: Executed = { retcode: 10_008, order: 0n, deal: 0n };
const [FLIGHT_OPEN, FLIGHT_CLOSE] = [0, 2];

test('closes that the trade server swallowed make room for others once they are told as unknown', () => {
  const { answers, call, pass } = opened(SWALLOWED);
  call('Fill', FLIGHT_CLOSE);
  expect([call('IsFull'), call('Close')]).toEqual([true, false]);
  pass(10_000);
  expect(answers()).toHaveLength(512);
  expect([call('IsFull'), call('Close'), call('IsFull')]).toEqual([false, true, false]);
});

test('an open that the trade server swallowed is kept in mind: its copy may be there yet', () => {
  const { answers, call, pass } = opened(SWALLOWED);
  call('Fill', FLIGHT_OPEN);
  pass(10_000);
  expect(answers()).toHaveLength(512);
  expect([call('IsFull'), call('Close')]).toEqual([true, false]);
  pass(290_000);
  answers();
  expect([call('IsFull'), call('Close')]).toEqual([false, true]);
});
