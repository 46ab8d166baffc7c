/** Carries the deeds of a history out in its world. */
import { isCopyMagic } from '../../../domain/copy-identity.ts';
import { mayHavePosition } from '../../../domain/copy.ts';
import { magic as toMagic } from '../../../domain/ids.ts';
import { Hands } from './hands.ts';
import type { Deed, Settings } from './history.ts';
import { isMasterDeed, MasterDeeds } from './master-deeds.ts';
import { SLAVE_ID, SLAVE_LOGIN, SLAVE_SYMBOL } from './sim-accounts.ts';
import type { SimMaster } from './sim-master.ts';
import { SLAVE_EDITS, type SlaveEdit } from './slave-account.ts';
import { TroubledReads } from './troubled-reads.ts';
import type { World } from './world.ts';

/** See file header. */
export class Deeds {
  readonly #world: World;
  readonly #settings: Settings;
  readonly #masters: readonly MasterDeeds[];
  readonly #reads: TroubledReads;
  readonly #human: Hands;
  #orders = 0;

  constructor(world: World, settings: Settings) {
    this.#world = world;
    this.#settings = settings;
    const { broker, market, masters, slave, timeline } = world;
    this.#masters = masters.map((master) => new MasterDeeds(master, market, timeline));
    this.#reads = new TroubledReads(slave.terminal, timeline);
    this.#human = new Hands({ broker, market, login: SLAVE_LOGIN, symbol: SLAVE_SYMBOL });
  }

  /** Does it now; what only a second master can do is not done where there is none. */
  do(deed: Deed, isOfSecond = false): void {
    const world = this.#world;
    const { slave } = world;
    const deeds = this.#masters[isOfSecond ? 1 : 0];
    if (deeds === undefined) return;
    if (isMasterDeed(deed)) return deeds.do(deed);
    switch (deed.type) {
      case 'human-open':
        return this.#human.open(deed.side, '0.10', 0);
      case 'human-close':
        return this.#human.close(deed.pick, 1);
      case 'human-part':
        return this.#human.close(deed.pick, deed.share);
      case 'human-stops':
        return this.#humanStops(deed.pick, deed.slPoints);
      case 'pause':
      case 'resume':
      case 'flatten':
        return this.#order(deed.type);
      case 'close-copy':
        return this.#closeCopy(deed.pick);
      case 'edit':
        return slave.edit(SLAVE_EDITS[deed.edit]);
      case 'clock-set':
        return world.timeline.set(deed.byMs);
      case 'gap':
        return world.moveMarket(deed.points);
      case 'market-closed':
        world.faults.isClosed = true;
        return this.#later(deed.forMs, () => (world.faults.isClosed = false));
      case 'crash':
        return this.#crash(deed, deeds.master);
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
      case 'link-cut':
        slave.weather.isCut = true;
        slave.cutLink();
        return this.#later(deed.forMs, () => (slave.weather.isCut = false));
      case 'book':
        if (deed.of === 'master') return deeds.troubleReads(deed.trouble, deed.forMs);
        return this.#reads.begin(deed.trouble, deed.forMs);
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
        if (!isOfMaster) return world.faults.add(deed, SLAVE_LOGIN);
        return deeds.master.faults.add(deed, deeds.master.account.login);
      }
    }
  }

  /** Everything is well from now on; what is dead comes back, and the slave's document says this. */
  heal(document: SlaveEdit): void {
    const world = this.#world;
    const { slave } = world;
    world.faults.calm();
    for (const deeds of this.#masters) deeds.heal();
    Object.assign(slave.weather, { isCut: false, commandLoss: 0, replyLoss: 0 });
    Object.assign(slave.weather, { duplication: 0, delayMs: 2 });
    Object.assign(slave.health, { isDown: false, isDiskFull: false, latencyMs: 1 });
    slave.viewLagMs = 0;
    slave.downMs = 1_000;
    slave.terminal.blocked = [];
    if (slave.terminal.trouble !== 'unsynced') slave.terminal.trouble = null;
    this.#order('resume');
    slave.edit(SLAVE_EDITS[document]);
  }

  #later(ms: number, run: () => void): void {
    this.#world.timeline.after(ms, run);
  }

  #crash({ who, crossing, downMs }: Extract<Deed, { type: 'crash' }>, master: SimMaster): void {
    const { slave } = this.#world;
    switch (who) {
      case 'slave-node':
        slave.downMs = downMs;
        return slave.run.life.dieAtCrossing(crossing);
      case 'master-node':
        return master.nodeDies(downMs);
      case 'slave-terminal':
        return slave.terminalDies(downMs);
      case 'master-terminal':
        return master.terminalDies(downMs);
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
