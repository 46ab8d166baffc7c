import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptClosings } from '../../messaging/kept-closings.ts';
import type { EaBook } from '../../messaging/ea-protocol.ts';
import { eaBook } from '../messaging/ea-samples.ts';
import { SERVER_NOW, closing, dealHistory } from './deal-history.ts';
import { eaPart } from './ea-part.ts';

const PROGRAM = `
#include <Lockstep/Closings.mqh>
CClosings ExtClosings;
string Told(const long server_now,const long after)
  {
   CJsonWriter json;
   json.BeginObject("");
   const bool is_read=ExtClosings.Write(json,server_now,after);
   json.Flag("isRead",is_read);
   json.EndObject();
   return(json.Result());
  }
`;

interface Told {
  readonly isRead: boolean;
  readonly recentlyClosed: EaBook['recentlyClosed'];
  readonly closings?: EaBook['closings'];
}

/** The EA's list of closing deals over a history. */
function closings() {
  const history = dealHistory();
  const { call, pass } = eaPart(PROGRAM, history.functions);
  let passedMs = 0;
  const times = new Map<string, number>();
  const told = (after = -1): Told => {
    const serverNow = BigInt(SERVER_NOW + passedMs);
    return JSON.parse(String(call('Told', serverNow, BigInt(after)))) as Told;
  };
  return {
    ...history,
    history,
    told,
    now: () => SERVER_NOW + passedMs,
    /** Whatever else changes of a deal, its time does not, and it is there before it can be read. */
    dealtAt: (ticket: string): number => {
      const timeMsc = times.get(ticket) ?? SERVER_NOW + passedMs;
      times.set(ticket, timeMsc);
      return timeMsc;
    },
    pass: (ms: number) => {
      passedMs += ms;
      pass(ms);
    },
  };
}

const TOLD = {
  deal: '7',
  order: '6',
  identifier: '5',
  symbol: 'EURUSD',
  entry: 'OUT',
  volume: '0.10',
  price: '1.38610',
  timeMsc: SERVER_NOW - 5,
  reason: 'EXPERT',
  magic: '0',
};

test.each([
  ['all its facts', null],
  ['its position', closing({ position: '0' })],
  ['its volume', closing({ volume: '0' })],
  ['its price', closing({ price: '0' })],
  ['its time', closing({ timeMsc: 0 })],
])('a deal that is listed before %s is told with the first read after them', (_, before) => {
  const { deals, told } = closings();
  deals.set('4', closing({ deal: '4', entry: 'IN', type: 'BUY' }));
  expect(told()).toEqual({ isRead: true, recentlyClosed: [] });
  deals.set('7', before);
  expect(told()).toEqual({ isRead: true, recentlyClosed: [] });
  deals.set('7', closing());
  expect(told()).toEqual({ isRead: true, recentlyClosed: [TOLD] });
});

test('a balance operation lacks nothing: the list is not written anew for it', () => {
  const { deals, pass, told } = closings();
  deals.set('7', closing());
  expect(told().recentlyClosed).toEqual([TOLD]);
  deals.set('8', closing({ deal: '8', type: 'BALANCE', position: '0', volume: '0', price: '0' }));
  expect(told().recentlyClosed).toEqual([TOLD]);
  // Who looks again would see it.
  deals.set('7', closing({ price: '1.38700' }));
  expect(told().recentlyClosed).toEqual([TOLD]);
  pass(3_000);
  expect(told().recentlyClosed).toEqual([{ ...TOLD, price: '1.38700' }]);
});

test('a deal whose facts are gone for a while is never told from nothing', () => {
  const { deals, pass, told } = closings();
  deals.set('7', closing());
  expect(told().recentlyClosed).toEqual([TOLD]);
  // It is young, and looked at once more after a second.
  pass(1_000);
  deals.set('7', null);
  expect(told().recentlyClosed).toEqual([TOLD]);
  expect(told().recentlyClosed).toEqual([]);
  deals.set('7', closing());
  expect(told().recentlyClosed).toEqual([TOLD]);
});

test('a history that cannot be selected is no empty one', () => {
  const { deals, history, told } = closings();
  deals.set('7', closing());
  history.canSelect = false;
  expect(told()).toEqual({ isRead: false, recentlyClosed: [] });
  history.canSelect = true;
  expect(told()).toEqual({ isRead: true, recentlyClosed: [TOLD] });
  history.canSelect = false;
  expect(told()).toEqual({ isRead: false, recentlyClosed: [] });
  history.canSelect = true;
  expect(told()).toEqual({ isRead: true, recentlyClosed: [TOLD] });
});

test('of a terminal that knows no time yet the list begins with time', () => {
  const { call } = eaPart(PROGRAM, dealHistory().functions, { ms: 0 });
  expect(JSON.parse(String(call('Told', 0n, 0n)))).toMatchObject({ closings: { since: 0 } });
});

test('a node that says what it knows is told what has changed since', () => {
  const { deals, pass, told } = closings();
  deals.set('7', closing());
  const first = told(0);
  expect(first).toMatchObject({ recentlyClosed: [TOLD], closings: { after: 0 } });
  const { upTo = 0 } = first.closings ?? {};
  expect(told(upTo)).toMatchObject({ recentlyClosed: [], closings: { after: upTo, upTo } });
  pass(3_000);
  expect(told(upTo)).toMatchObject({ recentlyClosed: [], closings: { after: upTo } });
  deals.set('9', closing({ deal: '9' }));
  expect(told(upTo)).toMatchObject({ recentlyClosed: [{ deal: '9' }], closings: { after: upTo } });
  // One that has vanished cannot be told: the list is.
  deals.delete('7');
  pass(3_000);
  expect(told(upTo)).toMatchObject({ recentlyClosed: [{ deal: '9' }], closings: { after: 0 } });
  expect(told(1_000_000)).toMatchObject({ closings: { after: 0 } });
});

type Step = (at: number) => (own: ReturnType<typeof closings>) => void;

const dealAt = (at: number, changes: Parameters<typeof closing>[0]) =>
  closing({ deal: String(at), ...changes });
const STEPS: readonly Step[] = [
  (at) => (own) => {
    const timeMsc = own.dealtAt(String(at + 100));
    own.deals.set(String(at + 100), dealAt(at + 100, { timeMsc }));
  },
  (at) => (own) => {
    own.dealtAt(String(at + 100));
    own.deals.set(String(at + 100), null);
  },
  (at) => (own) => {
    const ticket = [...own.deals.keys()].at(at % Math.max(1, own.deals.size)) ?? '1';
    own.deals.set(
      ticket,
      dealAt(Number(ticket), { price: `1.4${String(at)}`, timeMsc: own.dealtAt(ticket) }),
    );
  },
  (at) => (own) =>
    void own.deals.delete([...own.deals.keys()].at(at % Math.max(1, own.deals.size)) ?? ''),
  () => (own) => own.pass(400),
  () => (own) => own.pass(3_000),
  () => (own) => own.pass(590_000),
];

/** Without those that have grown too old: the list lets go of them when those before them go. */
const recent = (deals: EaBook['recentlyClosed'], now: number): EaBook['recentlyClosed'] =>
  deals
    .filter(({ timeMsc }) => timeMsc >= now - 600_000)
    .toSorted((one, other) => Number(one.deal) - Number(other.deal));

test('what a node is told bit by bit is the whole list, whatever becomes of the history', () => {
  const step = fc.tuple(fc.constantFrom(...STEPS), fc.nat({ max: 899 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const own = closings();
      const kept = new KeptClosings();
      let read = 0;
      const heard = (): EaBook['recentlyClosed'] => {
        const { recentlyClosed, closings: of } = own.told(kept.revision);
        read += 1;
        return kept.completed(eaBook({ read, recentlyClosed, closings: of })).recentlyClosed;
      };
      for (const [make, at] of steps) {
        make(at)(own);
        heard();
      }
      own.pass(3_000);
      heard();
      const list = heard();
      // One that could be read late is the newest to be told, and not the newest deal.
      expect(recent(list, own.now())).toEqual(recent(own.told().recentlyClosed, own.now()));
      expect(Object.isFrozen(list)).toBe(true);
      expect(heard()).toBe(list);
    }),
    { numRuns: 60 },
  );
}, 120_000);
