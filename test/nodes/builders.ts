/** Copies, orders and fakes for the tests of nodes. */
import type { CopyLedger, IntendOutcome, RecordOutcome, TimedOrder } from '../../db/copy-ledger.ts';
import { copyId, copyMagic, requestId } from '../../domain/copy-identity.ts';
import { mayHavePosition, type Copy } from '../../domain/copy.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { accountName, masterId, positionId, slaveId, ticket } from '../../domain/ids.ts';
import type { CopyId } from '../../domain/ids.ts';
import type { CloseOrder, ModifyOrder, OpenOrder, SymbolLookup } from '../../domain/plan-input.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import type { Found, TradeReply } from '../../domain/trade-reply.ts';
import type { Search, Terminal, TerminalLink } from '../../nodes/terminal.ts';

export const MASTER = masterId('1@Master');
export const SLAVE = slaveId('2@Slave');

/** An intent for master position `position`. */
export function intent(position = '100', changes: Partial<Copy> = {}): Copy {
  const id = copyId(MASTER, positionId(position), SLAVE);
  return {
    copyId: id,
    masterId: MASTER,
    slaveId: SLAVE,
    slaveName: accountName('Slave'),
    masterPosition: positionId(position),
    masterTicket: ticket(position),
    magic: copyMagic(id),
    symbol: 'EURUSD',
    side: 'BUY',
    intendedVolume: lots('0.10'),
    masterVolume: lots('0.10'),
    masterSl: null,
    masterTp: null,
    requests: 1,
    intendedAtMs: 1_000,
    openedAtMs: null,
    closedAtMs: null,
    journalId: 'j1',
    version: 1,
    state: { status: 'opening', request: requestId(id, 'open', 1) },
    ...changes,
  };
}

/** The order of {@link intent}. */
export function openOrder(copy: Copy): OpenOrder {
  return {
    request: requestId(copy.copyId, 'open', 1),
    symbol: copy.symbol,
    side: copy.side,
    volume: lots('0.10'),
    magic: copy.magic,
    comment: 'LS 100',
    sl: null,
    tp: null,
    deviationPoints: 5,
    worstPrice: price('1.10010'),
    bestPrice: null,
    validForMs: 10_000,
    decidedAtMs: 1_000,
    magicSinceServerMs: 0,
    filling: 'IOC',
  };
}

/** A broker's "done". */
export function done(position = '500'): TradeReply {
  return {
    type: 'taken',
    retcode: 10009,
    order: ticket(position),
    position: { identifier: positionId(position), ticket: ticket(position) },
    volume: lots('0.10'),
  };
}

/** A ledger in memory that can be made to fail, before or after it has written. */
export class FakeLedger implements CopyLedger {
  readonly stored = new Map<CopyId, Copy>();
  readonly noted: TimedOrder[] = [];
  failure: 'none' | 'before' | 'after' = 'none';
  writes = 0;

  async intend(copies: readonly Copy[]): Promise<readonly IntendOutcome[]> {
    return this.#write(() =>
      copies.map((copy): IntendOutcome => {
        const known = this.stored.get(copy.copyId);
        if (known !== undefined) return { type: 'exists', copy: known };
        this.stored.set(copy.copyId, copy);
        return { type: 'stored', copy };
      }),
    );
  }

  async record(copies: readonly Copy[]): Promise<readonly RecordOutcome[]> {
    return this.#write(() =>
      copies.map((copy): RecordOutcome => {
        const known = this.stored.get(copy.copyId) ?? null;
        if (known?.version !== copy.version - 1) return { type: 'stale', copy: known };
        this.stored.set(copy.copyId, copy);
        return { type: 'stored' };
      }),
    );
  }

  async note(orders: readonly TimedOrder[]): Promise<void> {
    if (this.failure === 'before') throw new StoreUnavailableError('the database is down');
    this.noted.push(...orders);
  }

  async findBySlave(): Promise<readonly Copy[]> {
    return [...this.stored.values()];
  }

  async findLive(): Promise<readonly Copy[]> {
    return this.#write(() => [...this.stored.values()].filter(mayHavePosition));
  }

  async close(): Promise<void> {
    this.failure = 'before';
  }

  #write<Outcome>(work: () => Outcome): Outcome {
    this.writes += 1;
    if (this.failure === 'before') throw new StoreUnavailableError('the database is down');
    const outcome = work();
    if (this.failure === 'after') throw new StoreUnavailableError('the acknowledgement was lost');
    return outcome;
  }
}

/** A terminal that answers what it is told and remembers what it was sent. */
export class FakeTerminal implements Terminal {
  link: TerminalLink | null = null;
  lookup: SymbolLookup = { type: 'missing', code: 'SYMBOL_UNKNOWN' };
  readonly sent: (OpenOrder | CloseOrder | ModifyOrder)[] = [];
  readonly learnt: string[] = [];
  reply: (order: OpenOrder | CloseOrder | ModifyOrder) => Promise<TradeReply> = async () => done();
  find: (search: Search) => Promise<Found> = () => Promise.reject(new Error('not expected'));

  async open(order: OpenOrder): Promise<TradeReply> {
    this.sent.push(order);
    return this.reply(order);
  }

  async close(order: CloseOrder): Promise<TradeReply> {
    this.sent.push(order);
    return this.reply(order);
  }

  async modify(order: ModifyOrder): Promise<TradeReply> {
    this.sent.push(order);
    return this.reply(order);
  }

  async learn(symbol: string): Promise<SymbolLookup> {
    this.learnt.push(symbol);
    return this.lookup;
  }

  async poll(): Promise<void> {
    this.link = null;
  }
}
