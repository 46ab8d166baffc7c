/** Carries the deeds of a history out in its world. */
import { EMPTY_TRADE } from '../../../simulator/faults/manual-trade.ts';
import type { TradeRequest } from '../../../simulator/broker/records.ts';
import type { PositionRecord } from '../../../simulator/broker/records.ts';
import type { SlaveAccount } from '../../../domain/account.ts';
import { isCopyMagic } from '../../../domain/copy-identity.ts';
import { mayHavePosition } from '../../../domain/copy.ts';
import { magic as toMagic } from '../../../domain/ids.ts';
import type { Deed, Settings } from './history.ts';
import { MASTER_LOGIN, MASTER_SYMBOL, price, SLAVE_LOGIN, SLAVE_SYMBOL } from './sim-broker.ts';
import { SLAVE_EDITS, slaveAccount } from './slave-account.ts';
import type { World } from './world.ts';

const BY_HAND: TradeRequest = { ...EMPTY_TRADE, deviation: 10_000 };

const GLITCH_PAUSE_MS = 8_000;

/** See file header. */
export class Deeds {
  readonly #world: World;
  readonly #settings: Settings;
  #requests = 0;
  #orders = 0;
  readonly #glitchedMs = new Map<string, number>();

  constructor(world: World, settings: Settings) {
    this.#world = world;
    this.#settings = settings;
  }

  /** Does it now. */
  do(deed: Deed): void {
    const world = this.#world;
    switch (deed.type) {
      case 'open':
        return this.#open(MASTER_LOGIN, MASTER_SYMBOL, deed.side, deed.volume, deed.slPoints);
      case 'human-open':
        return this.#open(SLAVE_LOGIN, SLAVE_SYMBOL, deed.side, '0.10', 0);
      case 'close':
        return this.#close(MASTER_LOGIN, deed.pick, 1);
      case 'part':
        return this.#close(MASTER_LOGIN, deed.pick, deed.share);
      case 'human-close':
        return this.#close(SLAVE_LOGIN, deed.pick, 1);
      case 'human-part':
        return this.#close(SLAVE_LOGIN, deed.pick, deed.share);
      case 'stops':
        return this.#stops(MASTER_LOGIN, deed.pick, deed.slPoints, deed.tpPoints);
      case 'human-stops':
        return this.#stops(SLAVE_LOGIN, deed.pick, deed.slPoints, 0);
      case 'pause':
      case 'resume':
      case 'flatten':
        return this.#order(deed.type);
      case 'close-copy':
        return this.#closeCopy(deed.pick);
      case 'edit':
        return this.#edit(SLAVE_EDITS[deed.edit]);
      case 'clock-set':
        return world.timeline.set(deed.byMs);
      case 'gap':
        world.market.move(deed.points);
        return world.tellQuote();
      case 'market-closed':
        world.faults.isClosed = true;
        return this.#later(deed.forMs, () => (world.faults.isClosed = false));
      case 'crash':
        return this.#crash(deed);
      case 'database-down':
        world.health.isDown = true;
        world.unwell();
        return this.#later(deed.forMs, () => (world.health.isDown = false));
      case 'database-slow':
        world.health.latencyMs = deed.ms;
        world.unwell();
        return this.#later(deed.forMs, () => (world.health.latencyMs = this.#settings.databaseMs));
      case 'disk-full':
        world.health.isDiskFull = true;
        world.unwell();
        return this.#later(deed.forMs, () => (world.health.isDiskFull = false));
      case 'bus-cut':
        world.busWeather.isCut = true;
        return this.#later(deed.forMs, () => (world.busWeather.isCut = false));
      case 'link-cut':
        world.linkWeather.isCut = true;
        world.cutLink();
        return this.#later(deed.forMs, () => (world.linkWeather.isCut = false));
      case 'bus-replay':
        return world.bus.replay();
      case 'book': {
        const terminal = deed.of === 'master' ? world.masterTerminal : world.slaveTerminal;
        if (deed.trouble === 'glitch' && !this.#mayGlitch(deed.of)) return;
        terminal.trouble = deed.trouble;
        return this.#later(deed.forMs, () => (terminal.trouble = null));
      }
      case 'forbidden':
        world.slaveTerminal.blocked = ['algo'];
        return this.#later(deed.forMs, () => (world.slaveTerminal.blocked = []));
      case 'journal-lost':
        if (world.slaveTerminal.isUp) return;
        return world.slaveTerminal.loseJournal();
      case 'new-ticket': {
        const position = this.#picked(SLAVE_LOGIN, deed.pick);
        if (position !== null) world.broker.changeTicket(SLAVE_LOGIN, position.identifier);
        return;
      }
      case 'mischief':
        return world.faults.add(deed);
    }
  }

  /** Everything is well from now on; what is dead comes back. */
  heal(): void {
    const world = this.#world;
    world.faults.calm();
    Object.assign(world.busWeather, { isCut: false, loss: 0, duplication: 0, delay: 0 });
    Object.assign(world.linkWeather, { isCut: false, commandLoss: 0, replyLoss: 0 });
    Object.assign(world.linkWeather, { duplication: 0, delayMs: 2 });
    Object.assign(world.health, { isDown: false, isDiskFull: false, latencyMs: 1 });
    world.viewLagMs = 0;
    world.downMs.slave = world.downMs.master = 1_000;
    world.slaveTerminal.blocked = [];
    for (const terminal of [world.masterTerminal, world.slaveTerminal]) {
      if (terminal.trouble !== 'unsynced') terminal.trouble = null;
    }
    this.#order('resume');
    this.#edit({});
  }

  /** Several in a row would be the five seconds of empty complete lists that the contract takes for proof. */
  #mayGlitch(of: string): boolean {
    const { passedMs } = this.#world.timeline;
    const before = this.#glitchedMs.get(of) ?? -Infinity;
    if (passedMs - before < GLITCH_PAUSE_MS) return false;
    this.#glitchedMs.set(of, passedMs);
    return true;
  }

  #later(ms: number, run: () => void): void {
    this.#world.timeline.after(ms, run);
  }

  #crash({ who, crossing, downMs }: Extract<Deed, { type: 'crash' }>): void {
    const world = this.#world;
    switch (who) {
      case 'slave-node':
        world.downMs.slave = downMs;
        return world.slave.life.dieAtCrossing(crossing);
      case 'master-node':
        world.downMs.master = downMs;
        return world.masterLife.die();
      case 'slave-terminal':
        return world.slaveTerminalDies(downMs);
      case 'master-terminal':
        return world.masterTerminalDies(downMs);
    }
  }

  #order(type: 'pause' | 'resume' | 'flatten'): void {
    const world = this.#world;
    const { slave } = world;
    if (!slave.isOperable) return;
    if (type === 'flatten') {
      for (const { magic } of world.broker.state(SLAVE_LOGIN).positions) {
        world.orderedClosed.add(magic);
      }
      for (const { magic } of world.stores.copies(world.slaveId).values()) {
        world.orderedClosed.add(magic);
      }
      for (const { magic } of slave.started?.table.intending.values() ?? []) {
        world.orderedClosed.add(magic);
      }
    }
    if (type === 'resume') world.pausedSinceMs = null;
    this.#orders += 1;
    const number = this.#orders;
    void (async () => {
      const answer = await slave.operator.answer({ type });
      if (answer.type !== 'done') return;
      // A resume that came before the answer stands.
      const isNewest = number === this.#orders;
      if (type === 'pause' && isNewest) world.pausedSinceMs ??= world.timeline.nowMs();
    })();
  }

  #edit(fields: Partial<SlaveAccount>): void {
    const account = { ...slaveAccount(this.#settings), ...fields };
    this.#world.slave.started?.node.edited(account);
  }

  #closeCopy(pick: number): void {
    const { broker, orderedClosed, slave } = this.#world;
    const { positions } = broker.state(SLAVE_LOGIN);
    const own = positions.filter(({ magic }) => isCopyMagic(toMagic(magic)));
    const position = own[pick % Math.max(1, own.length)];
    if (position === undefined || slave.started === null || !slave.life.isAlive) return;
    const { node, table } = slave.started;
    const copy = table.copies.withMagic(toMagic(position.magic)).find(mayHavePosition);
    if (copy === undefined) return;
    orderedClosed.add(position.magic);
    table.wantedClosed.add(copy.copyId);
    node.wake();
  }

  #open(
    login: string,
    symbol: string,
    side: 'BUY' | 'SELL',
    volume: string,
    slPoints: number,
  ): void {
    const away = side === 'BUY' ? -slPoints : slPoints;
    const sl = slPoints === 0 ? '0' : price(this.#world.market.points + away);
    this.#submit(login, { symbol, type: side, volume, sl });
  }

  #close(login: string, pick: number, share: number): void {
    const position = this.#picked(login, pick);
    if (position === null) return;
    const steps = Math.round(Number(position.volume) * 100);
    const wanted = share === 1 ? steps : Math.max(1, Math.floor(steps * share));
    const volume = (wanted / 100).toFixed(2);
    const type = position.side === 'BUY' ? 'SELL' : 'BUY';
    const { symbol, ticket } = position;
    this.#submit(login, { symbol, type, volume, position: ticket });
  }

  #stops(login: string, pick: number, slPoints: number, tpPoints: number): void {
    const position = this.#picked(login, pick);
    if (position === null) return;
    if (login === SLAVE_LOGIN) this.#world.oracle.freeStops.add(position.magic);
    const away = position.side === 'BUY' ? -1 : 1;
    const { points } = this.#world.market;
    const at = (distance: number): string =>
      distance === 0 ? '0' : price(points + away * distance);
    const stops = { sl: at(slPoints), tp: at(-tpPoints) };
    this.#submit(login, {
      action: 'SLTP',
      symbol: position.symbol,
      position: position.ticket,
      ...stops,
    });
  }

  #picked(login: string, pick: number): PositionRecord | null {
    const { positions } = this.#world.broker.state(login);
    return positions[pick % Math.max(1, positions.length)] ?? null;
  }

  #submit(login: string, trade: Partial<TradeRequest>): void {
    this.#requests += 1;
    const request = `hand/${String(this.#requests)}`;
    const send = { request, reason: 'CLIENT', orderSendNs: '0' } as const;
    const { broker } = this.#world;
    const symbol = trade.symbol ?? '';
    const quote = broker.quotes().find((each) => each.symbol === symbol);
    const at = (trade.type === 'BUY' ? quote?.ask : quote?.bid) ?? '0';
    const whole = { ...BY_HAND, price: at, ...trade };
    broker.submit(login, { ...send, trade: whole }, () => undefined);
  }
}
