/** Builders with defaults for the tests of the rules. */
import fc from 'fast-check';
import type { SlaveAccount, SymbolRules } from '../../domain/account.ts';
import type { Book, MasterBook } from '../../domain/book.ts';
import { copyId, copyMagic, requestId } from '../../domain/copy-identity.ts';
import type { Copy } from '../../domain/copy.ts';
import { CopySet } from '../../domain/copy-set.ts';
import { NO_EVIDENCE } from '../../domain/evidence.ts';
import { accountName, magic, masterId, positionId, slaveId, ticket } from '../../domain/ids.ts';
import type { PlanInput } from '../../domain/plan-input.ts';
import type { ClosingDeal, Position } from '../../domain/position.ts';
import { lots, price, symbolSpec, type SymbolSpec } from '../../domain/symbol-spec.ts';
import type { Found, TradeReply } from '../../domain/trade-reply.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';

export const MASTER = masterId('1@Master');
export const SLAVE = slaveId('2@Slave');
/** Epoch ms, on our clock; the servers are three hours ahead. */
export const NOW = 1_700_000_000_000;
export const SERVER_AHEAD_MS = 3 * 60 * 60 * 1_000;

export const NO_RULES: SymbolRules = { map: new Map(), prefix: '', suffix: '' };

/** EURUSD with five digits and steps of 0.01, or with what is given. */
export function spec(changes: Partial<Parameters<typeof symbolSpec>[0]> = {}): SymbolSpec {
  return symbolSpec({
    symbol: 'EURUSD',
    digits: 5,
    tickSize: '0.00001',
    volumeStep: '0.01',
    volumeMin: '0.01',
    volumeMax: '100',
    volumeLimit: '0',
    fillingMode: 2,
    stopsLevel: 0,
    ...changes,
  });
}

/** A position that was opened a second ago. */
export function position(changes: Partial<Position> = {}): Position {
  const identifier = changes.identifier ?? positionId('100');
  return {
    identifier,
    ticket: ticket(identifier),
    symbol: 'EURUSD',
    side: 'BUY',
    volume: lots('0.10'),
    priceOpen: price('1.10000'),
    sl: null,
    tp: null,
    openedAtServerMs: NOW + SERVER_AHEAD_MS - 1_000,
    magic: magic('0'),
    comment: '',
    ...changes,
  };
}

/** The deal that closed {@link position}, half a second ago. */
export function closingDeal(changes: Partial<ClosingDeal> = {}): ClosingDeal {
  return {
    deal: ticket('9000'),
    order: ticket('9001'),
    identifier: positionId('100'),
    entry: 'OUT',
    volume: lots('0.10'),
    price: price('1.10010'),
    timeServerMs: NOW + SERVER_AHEAD_MS - 500,
    reason: 'CLIENT',
    magic: magic('0'),
    ...changes,
  };
}

export function book(positions: readonly Position[], changes: Partial<Book> = {}): Book {
  const readAtMs = changes.readAtMs ?? NOW;
  return {
    accountId: SLAVE,
    read: 10,
    readAtMs,
    serverNowMs: readAtMs + SERVER_AHEAD_MS,
    connected: true,
    synced: true,
    complete: true,
    positions: new Map(positions.map((item) => [item.identifier, item])),
    recentlyClosed: [],
    orders: [],
    ...changes,
  };
}

export function masterBook(
  positions: readonly Position[],
  changes: Partial<MasterBook> = {},
): MasterBook {
  return {
    ...book(positions, changes),
    name: accountName('Master'),
    epoch: 1,
    seq: 1,
    sentAtMs: changes.readAtMs ?? NOW,
    ...changes,
    accountId: MASTER,
  };
}

export function account(changes: Partial<SlaveAccount> = {}): SlaveAccount {
  return {
    type: 'SLAVE',
    name: accountName('Slave'),
    enabled: true,
    path: 'simulator',
    login: null,
    server: null,
    eaPort: null,
    host: null,
    terminalArguments: [],
    masters: null,
    symbols: NO_RULES,
    slippageTolerance: 50,
    slippageMode: 'absolute',
    maxSignalAgeMs: 10_000,
    sizing: { mode: 'same' },
    maxLots: null,
    maxOpenCopies: null,
    maxTotalLots: null,
    filling: 'auto',
    minModifyIntervalMs: 1_000,
    dailyRequestLimit: null,
    onSilence: 'hold',
    silenceMs: 30_000,
    ...changes,
  };
}

/** An intent for {@link position}. */
export function copyOf(changes: Partial<Copy> = {}): Copy {
  const masterPosition = changes.masterPosition ?? positionId('100');
  const id = copyId(MASTER, masterPosition, SLAVE);
  return {
    copyId: id,
    masterId: MASTER,
    slaveId: SLAVE,
    slaveName: accountName('Slave'),
    masterPosition,
    masterTicket: ticket(masterPosition),
    magic: copyMagic(id),
    symbol: 'EURUSD',
    side: 'BUY',
    intendedVolume: lots('0.10'),
    masterVolume: lots('0.10'),
    masterSl: null,
    masterTp: null,
    requests: 1,
    intendedAtMs: NOW - 2_000,
    openedAtMs: null,
    closedAtMs: null,
    journalId: 'journal-1',
    version: 1,
    state: { status: 'opening', request: requestId(id, 'open', 1) },
    ...changes,
  };
}

/** Where {@link openCopy} stands at the slave. */
export const HELD = { identifier: positionId('500'), ticket: ticket('500') };

/** A copy of {@link position} that is open. */
export function openCopy(changes: Partial<Copy> = {}): Copy {
  return copyOf({ state: { status: 'open', position: HELD }, version: 2, ...changes });
}

/** The slave's position of a copy. */
export function held(copy: Copy = openCopy(), changes: Partial<Position> = {}): Position {
  return position({
    ...HELD,
    magic: copy.magic,
    comment: `LS ${copy.masterPosition}`,
    volume: copy.intendedVolume ?? lots('0.10'),
    ...changes,
  });
}

/** Everything known, nothing to do: an empty master, an empty slave, a quote at 1.10000. */
export function input(
  changes: Partial<Omit<PlanInput, 'copies'>> & { readonly copies?: readonly Copy[] } = {},
): PlanInput {
  const { copies = [], ...rest } = changes;
  return {
    masterBook: masterBook([]),
    masterSymbols: NO_RULES,
    slaveBook: book([]),
    slaveId: SLAVE,
    copies: new CopySet(copies),
    inFlight: new Set(),
    evidence: NO_EVIDENCE,
    found: new Map(),
    quotes: new Map([
      ['EURUSD', { bid: price('1.09998'), ask: price('1.10002'), receivedAtMs: NOW }],
    ]),
    symbols: new Map([['EURUSD', { type: 'known', spec: spec() }]]),
    account: account(),
    isFollowed: true,
    settings: { defaultSlippagePoints: 50, windows: DEFAULT_WINDOWS },
    blocks: new Set(),
    journalId: 'journal-1',
    nowMs: NOW,
    ...rest,
  };
}

/** A search that found nothing. */
export function found(changes: Partial<Found> = {}): Found {
  return {
    journal: 'sent',
    journalId: 'journal-1',
    reply: null,
    isReliable: true,
    positions: [],
    orders: [],
    historyOrders: [],
    deals: [],
    atMs: NOW,
    ...changes,
  };
}

export function rejected(retcode: number | null, error = 'REJECTED'): TradeReply {
  return { type: 'rejected', error, retcode, message: '' };
}

export function taken(retcode = 10009): TradeReply {
  return { type: 'taken', retcode, order: ticket('700'), position: HELD, volume: lots('0.10') };
}

/** Volume steps that brokers use. */
export const STEPS = ['0.01', '0.1', '1', '0.001', '0.25'] as const;

/** A decimal with up to `decimals` decimals, in [min, max] units of its last one. */
export function decimal(decimals: number, min: number, max: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((units) => {
    const text = String(units).padStart(decimals + 1, '0');
    return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
  });
}
