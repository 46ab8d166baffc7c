/**
 * An operator's commands to a slave node.
 *
 * Invariants:
 * 1. Pause and flatten are ordered durably (operator-orders.ts) and stand as blocks of the copy table.
 * 2. Flattening ends by itself when a complete, fresh book of the slave shows that no copy is left, and not
 *    before; without such a book nobody knows. Opens go again when its end is durable: a restart would flatten
 *    what was opened before.
 * 3. Only positions with a copy magic are ever closed.
 */
import { CopierError } from '../domain/errors.ts';
import { magic, type AccountId } from '../domain/ids.ts';
import type { Block } from '../domain/plan-input.ts';
import type { Position } from '../domain/position.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import type { Windows } from '../domain/windows.ts';
import type { NodeAnswer, NodeCommand } from '../messaging/ipc/node-command.ts';
import type { PythonOutcome } from './adopt-python-trades.ts';
import type { Log } from './copy-reporter.ts';
import { FlattenStrangers, isFlat } from './flatten-strangers.ts';
import { closeByMagic, keepWishes, whyNot, type OperatedSlave } from './operator-close.ts';
import type { AddEvent } from './recorded-terminal.ts';
import type { OperatorOrders, OrderPlace } from './operator-orders.ts';
import { symbolsAnswer, type AskSymbols } from './symbols-answer.ts';
import { knownCopy, slaveStatus, type LinkState } from './slave-snapshot.ts';

/** What it works with. */
export interface SlaveOperatorParts {
  readonly orders: OperatorOrders;
  /** Null before the terminal's first connection. */
  readonly slave: () => OperatedSlave | null;
  readonly link: () => LinkState;
  /** Of the authenticated terminal; null while none is connected. */
  readonly accountId: () => AccountId | null;
  /** @throws TerminalUnavailableError when the EA does not answer or refuses. */
  readonly trust: () => Promise<void>;
  /** @throws TerminalUnavailableError when the EA does not answer. */
  readonly symbols?: AskSymbols;
  /** @throws CopierError when the trades cannot be read, or no terminal was connected yet. */
  readonly adopt: () => Promise<readonly PythonOutcome[]>;
  /** Who ordered what is on record; off the path of orders. */
  readonly record: AddEvent;
  readonly log: Log;
  readonly windows: Windows;
  readonly nowMs: () => number;
  /** A bug: the node has to stop. */
  readonly fail: (error: unknown) => void;
}

/** What changes nothing is not put on record. */
const QUESTIONS: ReadonlySet<string> = new Set(['status', 'why', 'symbols']);

/** See file header. */
export class SlaveOperator {
  readonly #parts: SlaveOperatorParts;
  readonly #strangers: FlattenStrangers;
  /** Safe mode is of a process's beginning: once ended by the operator it does not come back. */
  #isSafeOver = false;
  /** Ends of flattens that are being made durable. */
  #endings = 0;

  constructor(parts: SlaveOperatorParts) {
    this.#parts = parts;
    const { windows, fail, log, nowMs } = parts;
    const tried = (position: Position, reply: TradeReply): void => {
      const { symbol, ticket } = position;
      const what = reply.type === 'taken' ? `retcode ${String(reply.retcode)}` : whyNot(reply);
      log.warn({ ticket }, `flattening: closing ${symbol} position ${ticket} of no entry: ${what}`);
    };
    this.#strangers = new FlattenStrangers({ windows, nowMs, tried, failed: fail });
  }

  /** The blocks that stand by an operator's order; to be raised before the first plan. */
  blocks(): readonly Block[] {
    const { isPaused, isFlattening } = this.#parts.orders;
    return [
      ...(isPaused ? ['paused' as const] : []),
      ...(isFlattening ? ['flatten' as const] : []),
    ];
  }

  /** Whose orders they are, before the first plan. @throws StoreUnavailableError when they cannot be read. */
  async identified(id: AccountId): Promise<void> {
    await this.#parts.orders.identified(id);
  }

  /** To be called several times a second: keeps what was ordered going, and ends a flatten that is done. */
  tick(): void {
    const { orders, slave, accountId, windows, nowMs } = this.#parts;
    const id = accountId();
    if (id !== null) orders.identify(id);
    const started = slave();
    if (started === null) return;
    const { table } = started;
    // What was ordered or ended while the slave was being started is not lost.
    for (const block of this.blocks()) table.blocks.add(block);
    if (this.#isSafeOver) table.blocks.delete('safe');
    if (!orders.isPaused) table.blocks.delete('paused');
    if (!orders.isFlattening && this.#endings === 0) table.blocks.delete('flatten');
    keepWishes(started);
    if (!orders.isFlattening) return;
    this.#strangers.tick(started);
    if (!isFlat(started, nowMs(), windows)) return;
    this.#strangers.done();
    void this.#endFlatten(started);
  }

  async #endFlatten(slave: OperatedSlave): Promise<void> {
    const { orders, log, fail } = this.#parts;
    this.#endings += 1;
    try {
      await orders.change({ isFlattening: false });
    } catch (error) {
      fail(error);
      return;
    }
    this.#endings -= 1;
    // Another one may have been ordered meanwhile, or be ending too.
    if (orders.isFlattening || this.#endings > 0) return;
    slave.table.blocks.delete('flatten');
    log.info({}, 'flat: all copies are closed, new positions are copied again');
    slave.wake();
  }

  /** Carries a command out; resolves to what is to be told. Rejects only for a bug. */
  async answer(command: NodeCommand): Promise<NodeAnswer> {
    try {
      const isOrder = !QUESTIONS.has(command.type);
      const { record, nowMs } = this.#parts;
      if (isOrder) record({ at: nowMs(), kind: 'operator-ordered', data: command });
      return await this.#answer(command);
    } catch (error) {
      if (!(error instanceof CopierError)) throw error;
      return { type: 'refused', code: error.code, message: error.message };
    }
  }

  async #answer(command: NodeCommand): Promise<NodeAnswer> {
    switch (command.type) {
      case 'status':
        return { type: 'status', status: this.#status() };
      case 'pause':
        return this.#pause();
      case 'resume':
        return this.#resume();
      case 'flatten':
        return this.#flatten();
      case 'trust':
        await this.#parts.trust();
        return { type: 'done', detail: 'the next connected read of the terminal is the new base' };
      case 'close':
        return await closeByMagic(magic(command.magic), this.#parts.slave());
      case 'adopt':
        return { type: 'adopted', trades: [...(await this.#parts.adopt())] };
      case 'symbols':
        return await symbolsAnswer(
          this.#parts.symbols,
          command.symbols,
          this.#parts.slave()?.book?.positions.values() ?? [],
        );
      case 'why':
        return { type: 'known', copies: this.#known(command.ticket) };
    }
  }

  #status() {
    const { slave, link, nowMs } = this.#parts;
    const { table = null, book = null, masters = [], recentOpensMs } = slave() ?? {};
    const blocks = table?.blocks ?? this.blocks();
    const known = { link: link(), table, book, masters, blocks };
    return slaveStatus({ ...known, nowMs: nowMs(), recentOpensMs });
  }

  async #pause(): Promise<NodeAnswer> {
    const { orders, slave, log } = this.#parts;
    slave()?.table.blocks.add('paused');
    const place = await orders.change({ isPaused: true });
    log.warn({}, 'paused by the operator: no opens');
    return {
      type: 'done',
      detail: `no opens until \`lockstep resume\`; closes go on${keptWhere(place)}`,
    };
  }

  async #resume(): Promise<NodeAnswer> {
    const { orders, slave, log } = this.#parts;
    if (orders.isFlattening) {
      const message =
        'it is being flattened: wait until it is flat (`lockstep status`), then resume';
      return { type: 'refused', code: 'FLATTENING', message };
    }
    const wasSafe = slave()?.table.blocks.delete('safe') ?? false;
    this.#isSafeOver = true;
    slave()?.table.blocks.delete('paused');
    const place = await orders.change({ isPaused: false });
    slave()?.wake();
    const others = [...(slave()?.table.blocks ?? [])].join(', ');
    log.info({}, `resumed by the operator${wasSafe ? ', safe mode ended' : ''}`);
    const still = others === '' ? 'opens go again' : `opens are still blocked: ${others}`;
    return { type: 'done', detail: `${still}${keptWhere(place)}` };
  }

  async #flatten(): Promise<NodeAnswer> {
    const { orders, slave, log } = this.#parts;
    slave()?.table.blocks.add('flatten');
    const kept = orders.change({ isFlattening: true });
    slave()?.wake();
    log.warn({}, 'flattening by the operator: closing all copies, no opens');
    return { type: 'done', detail: `closing all copies${keptWhere(await kept)}` };
  }

  #known(ticket: string) {
    const copies = [...(this.#parts.slave()?.table.copies.values() ?? [])];
    return copies
      .filter(
        ({ masterTicket, masterPosition }) => masterTicket === ticket || masterPosition === ticket,
      )
      .slice(0, 100)
      .map(knownCopy);
  }
}

function keptWhere(place: OrderPlace): string {
  switch (place) {
    case 'database':
      return '';
    case 'file':
      return ' (kept in a local file: the database does not answer)';
    case 'memory':
      return ' (NOT kept over a restart before the database answers again: the disk does not take it either)';
  }
}
