/** Carries out what a master does and what befalls him. */
import { Hands } from './hands.ts';
import type { Deed, MasterDeed } from './history.ts';
import type { SimMarket } from './sim-market.ts';
import type { SimMaster } from './sim-master.ts';
import type { ReadTrouble } from './terminal-reports.ts';
import type { Timeline } from './timeline.ts';
import { TroubledReads } from './troubled-reads.ts';

const TYPES: ReadonlySet<string> = new Set<MasterDeed['type']>([
  'open',
  'close',
  'part',
  'stops',
  'bus-cut',
  'bus-replay',
  'rival',
]);

/** Whether a deed is a master's alone. */
export function isMasterDeed(deed: Deed): deed is MasterDeed {
  return TYPES.has(deed.type);
}

/** See file header. */
export class MasterDeeds {
  readonly master: SimMaster;
  readonly #timeline: Timeline;
  readonly #hands: Hands;
  readonly #reads: TroubledReads;

  constructor(master: SimMaster, market: SimMarket, timeline: Timeline) {
    const { broker, account, terminal } = master;
    const { login, symbol } = account;
    this.master = master;
    this.#timeline = timeline;
    this.#hands = new Hands({ broker, market, login, symbol });
    this.#reads = new TroubledReads(terminal, timeline);
  }

  /** Does it now. */
  do(deed: MasterDeed): void {
    const { bus, isLost } = this.master;
    switch (deed.type) {
      case 'open':
        return this.#hands.open(deed.side, deed.volume, deed.slPoints);
      case 'close':
        return this.#hands.close(deed.pick, 1);
      case 'part':
        return this.#hands.close(deed.pick, deed.share);
      case 'stops':
        return this.#hands.stops(deed.pick, deed.slPoints, deed.tpPoints);
      case 'bus-cut':
        bus.weather.isCut = true;
        return this.#timeline.after(deed.forMs, () => this.#reconnectBus());
      case 'bus-replay':
        return bus.replay();
      case 'rival':
        if (!isLost) this.master.hasRival(deed.forMs);
    }
  }

  /** His terminal's lists are wrong for so long. */
  troubleReads(trouble: ReadTrouble, forMs: number): void {
    if (!this.master.isLost) this.#reads.begin(trouble, forMs, () => this.master.hasLists);
  }

  /** What is not lost is well from now on. */
  heal(): void {
    const { bus, faults, hasLists, terminal } = this.master;
    faults.calm();
    Object.assign(bus.weather, { loss: 0, duplication: 0, delay: 0 });
    this.#reconnectBus();
    this.master.downMs = 1_000;
    if (hasLists && terminal.trouble !== 'unsynced') terminal.trouble = null;
  }

  #reconnectBus(): void {
    this.master.bus.weather.isCut = this.master.isUnheard;
  }
}
