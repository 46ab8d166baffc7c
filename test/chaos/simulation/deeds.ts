/** Carries the deeds of a history out in its world. */
import type { SlaveAccount } from '../../../domain/account.ts';
import { isCopyMagic } from '../../../domain/copy-identity.ts';
import { mayHavePosition } from '../../../domain/copy.ts';
import { magic as toMagic } from '../../../domain/ids.ts';
import { Hands } from './hands.ts';
import type { Deed, Settings } from './history.ts';
import { SLAVE_ID, SLAVE_LOGIN, SLAVE_SYMBOL } from './sim-accounts.ts';
import { SLAVE_EDITS, slaveAccount } from './slave-account.ts';
import type { World } from './world.ts';

const GLITCH_PAUSE_MS = 8_000;

/** See file header. */
export class Deeds {
  readonly #world: World;
  readonly #settings: Settings;
  readonly #trader: Hands;
  readonly #human: Hands;
  #orders = 0;
  readonly #glitchedMs = new Map<string, number>();

  constructor(world: World, settings: Settings) {
    this.#world = world;
    this.#settings = settings;
    const { broker, market, master } = world;
    const { login, symbol } = master.account;
    this.#trader = new Hands({ broker: master.broker, market, login, symbol });
    this.#human = new Hands({ broker, market, login: SLAVE_LOGIN, symbol: SLAVE_SYMBOL });
  }

  /** Does it now. */
  do(deed: Deed): void {
    const world = this.#world;
    const { slave } = world;
    switch (deed.type) {
      case 'open':
        return this.#trader.open(deed.side, deed.volume, deed.slPoints);
      case 'human-open':
        return this.#human.open(deed.side, '0.10', 0);
      case 'close':
        return this.#trader.close(deed.pick, 1);
      case 'part':
        return this.#trader.close(deed.pick, deed.share);
      case 'human-close':
        return this.#human.close(deed.pick, 1);
      case 'human-part':
        return this.#human.close(deed.pick, deed.share);
      case 'stops':
        return this.#trader.stops(deed.pick, deed.slPoints, deed.tpPoints);
      case 'human-stops':
        return this.#humanStops(deed.pick, deed.slPoints);
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
        return world.moveMarket(deed.points);
      case 'market-closed':
        world.faults.isClosed = true;
        return this.#later(deed.forMs, () => (world.faults.isClosed = false));
      case 'crash':
        return this.#crash(deed);
      case 'database-down':
        slave.health.isDown = true;
        slave.unwell();
        return this.#later(deed.forMs, () => (slave.health.isDown = false));
      case 'database-slow':
        slave.health.latencyMs = deed.ms;
        slave.unwell();
        return this.#later(deed.forMs, () => (slave.health.latencyMs = this.#settings.databaseMs));
      case 'disk-full':
        slave.health.isDiskFull = true;
        slave.unwell();
        return this.#later(deed.forMs, () => (slave.health.isDiskFull = false));
      case 'bus-cut':
        world.master.bus.weather.isCut = true;
        return this.#later(deed.forMs, () => (world.master.bus.weather.isCut = false));
      case 'link-cut':
        slave.weather.isCut = true;
        slave.cutLink();
        return this.#later(deed.forMs, () => (slave.weather.isCut = false));
      case 'bus-replay':
        return world.master.bus.replay();
      case 'book': {
        const terminal = deed.of === 'master' ? world.master.terminal : slave.terminal;
        if (deed.trouble === 'glitch' && !this.#mayGlitch(deed.of)) return;
        terminal.trouble = deed.trouble;
        return this.#later(deed.forMs, () => (terminal.trouble = null));
      }
      case 'forbidden':
        slave.terminal.blocked = ['algo'];
        return this.#later(deed.forMs, () => (slave.terminal.blocked = []));
      case 'journal-lost':
        if (slave.terminal.isUp) return;
        return slave.terminal.loseJournal();
      case 'new-ticket': {
        const position = this.#human.picked(deed.pick);
        if (position !== null) world.broker.changeTicket(SLAVE_LOGIN, position.identifier);
        return;
      }
      case 'mischief': {
        const isOfMaster = 'of' in deed.how && deed.how.of === 'master';
        return world.faults.add(deed, isOfMaster ? world.master.account.login : SLAVE_LOGIN);
      }
    }
  }

  /** Everything is well from now on; what is dead comes back. */
  heal(): void {
    const world = this.#world;
    const { slave } = world;
    world.faults.calm();
    Object.assign(world.master.bus.weather, { isCut: false, loss: 0, duplication: 0, delay: 0 });
    Object.assign(slave.weather, { isCut: false, commandLoss: 0, replyLoss: 0 });
    Object.assign(slave.weather, { duplication: 0, delayMs: 2 });
    Object.assign(slave.health, { isDown: false, isDiskFull: false, latencyMs: 1 });
    slave.viewLagMs = 0;
    slave.downMs = world.master.downMs = 1_000;
    slave.terminal.blocked = [];
    for (const terminal of [world.master.terminal, slave.terminal]) {
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
    const { slave } = world;
    switch (who) {
      case 'slave-node':
        slave.downMs = downMs;
        return slave.run.life.dieAtCrossing(crossing);
      case 'master-node':
        return world.master.nodeDies(downMs);
      case 'slave-terminal':
        return slave.terminalDies(downMs);
      case 'master-terminal':
        return world.master.terminalDies(downMs);
    }
  }

  #order(type: 'pause' | 'resume' | 'flatten'): void {
    const world = this.#world;
    const { slave } = world;
    if (!slave.run.isOperable) return;
    if (type === 'flatten') {
      for (const { magic } of world.broker.state(SLAVE_LOGIN).positions) {
        world.orderedClosed.add(magic);
      }
      for (const { magic } of slave.stores.copies(SLAVE_ID).values()) {
        world.orderedClosed.add(magic);
      }
      for (const { magic } of slave.run.started?.table.intending.values() ?? []) {
        world.orderedClosed.add(magic);
      }
    }
    if (type === 'resume') world.pausedSinceMs = null;
    this.#orders += 1;
    const number = this.#orders;
    void (async () => {
      const answer = await slave.run.operator.answer({ type });
      if (answer.type !== 'done') return;
      // A resume that came before the answer stands.
      const isNewest = number === this.#orders;
      if (type === 'pause' && isNewest) world.pausedSinceMs ??= world.timeline.nowMs();
    })();
  }

  #humanStops(pick: number, slPoints: number): void {
    const position = this.#human.picked(pick);
    if (position === null) return;
    this.#world.oracle.freeStops.add(position.magic);
    this.#human.stops(pick, slPoints, 0);
  }

  #edit(fields: Partial<SlaveAccount>): void {
    const account = { ...slaveAccount(this.#settings), ...fields };
    this.#world.slave.run.started?.node.edited(account);
  }

  #closeCopy(pick: number): void {
    const { broker, orderedClosed, slave } = this.#world;
    const { run } = slave;
    const { positions } = broker.state(SLAVE_LOGIN);
    const own = positions.filter(({ magic }) => isCopyMagic(toMagic(magic)));
    const position = own[pick % Math.max(1, own.length)];
    if (position === undefined || run.started === null || !run.life.isAlive) return;
    const { node, table } = run.started;
    const copy = table.copies.withMagic(toMagic(position.magic)).find(mayHavePosition);
    if (copy === undefined) return;
    orderedClosed.add(position.magic);
    table.wantedClosed.add(copy.copyId);
    node.wake();
  }
}
