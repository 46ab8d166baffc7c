/** A history out of a seed: what a trader does, what people do, and everything that may go wrong. */
import { Draw } from './draw.ts';
import { withSecondMaster } from './draw-second-master.ts';
import {
  CALM,
  type Deed,
  type History,
  type Mischief,
  type Settings,
  type Step,
} from './history.ts';
import type { SlaveEdit } from './slave-account.ts';

/** Each class of the contract's table is there; the ambiguous ones more than once. */
const REFUSALS = [
  10004, 10006, 10007, 10011, 10012, 10013, 10014, 10015, 10016, 10017, 10018, 10019, 10020, 10021,
  10022, 10023, 10024, 10025, 10026, 10027, 10028, 10029, 10030, 10031, 10032, 10033, 10034, 10035,
  10036, 10038, 10039, 10040, 10041, 10042, 10043, 10044, 10045, 10046, 10099,
];
const AMBIGUOUS = [10008, 10011, 10012, 10031, 10099];
const EDITS: readonly SlaveEdit[] = [
  'halved',
  'fixed',
  'no masters',
  'one copy',
  'fill or kill',
  'changes at once',
  'short signals',
  'one request',
  'as it was',
];

/** The history of this seed; the same seed always gives the same one. */
export function drawHistory(seed: number): History {
  const draw = new HistoryDraw(seed);
  const healAtMs = draw.whole(6_000, 22_000);
  const count = draw.whole(3, 24);
  const steps: Step[] = [];
  for (let number = 0; number < count; number += 1) {
    const atMs = draw.whole(500, healAtMs);
    steps.push({ atMs, deed: draw.deed() });
  }
  // There is always something to copy.
  steps.push({ atMs: draw.whole(1_000, 3_000), deed: draw.opening() });
  const settings = draw.settings();
  const later = new HistoryDraw(seed * 7 + 3);
  // Drawn apart, so that a seed keeps the rest of its history.
  for (let number = later.whole(-4, 4); number > 0; number -= 1) {
    steps.push({ atMs: later.whole(500, healAtMs), deed: later.adjustment() });
  }
  const ordered = steps.toSorted((left, right) => left.atMs - right.atMs);
  return withSecondMaster({ seed, settings, steps: ordered, healAtMs });
}

class HistoryDraw extends Draw {
  settings(): Settings {
    const isCalm = this.chance(0.2);
    const some = (chance: number, most: number): number =>
      !isCalm && this.chance(chance) ? this.share() * most : 0;
    return {
      ...CALM,
      busLoss: some(0.5, 0.3),
      busDuplication: some(0.4, 0.5),
      busDelay: some(0.4, 0.3),
      busDelayMs: this.one([200, 1_000, 8_000]),
      commandLoss: some(0.3, 0.2),
      replyLoss: some(0.3, 0.2),
      commandDuplication: some(0.3, 0.5),
      linkDelayMs: isCalm ? 2 : this.one([2, 2, 50, 800]),
      viewLagMs: isCalm ? 0 : this.one([0, 0, 100, 800]),
      executionMs: this.one([1, 20, 300]),
      databaseMs: this.one([1, 1, 5, 40]),
      factor: this.one(['1', '1', '0.5', '2.5']),
      minLot: this.one(['0.01', '0.01', '0.10']),
      slippage: this.one([50, 50, 10]),
      execution: this.one(['MARKET', 'MARKET', 'INSTANT']),
      isCommentLost: this.chance(0.1),
    };
  }

  opening(): Deed {
    const volume = (this.whole(1, 60) / 100).toFixed(2);
    const slPoints = this.one([0, 300, 900]);
    return { type: 'open', side: this.one(['BUY', 'SELL']), volume, slPoints };
  }

  /** What people do beside trading. */
  adjustment(): Deed {
    switch (this.whole(0, 2)) {
      case 0: {
        const byMs = this.one([1_500, 5_000, 60_000, 3_600_000]);
        return { type: 'clock-set', byMs: this.chance(0.5) ? byMs : -byMs };
      }
      case 1:
        return { type: 'edit', edit: this.one(EDITS) };
      default:
        return { type: 'close-copy', pick: this.whole(0, 9) };
    }
  }

  deed(): Deed {
    const kind = this.share();
    if (kind < 0.22) return this.opening();
    if (kind < 0.44) return this.#change();
    if (kind < 0.54) return this.#human();
    if (kind < 0.72) return this.#mischief();
    return this.#fault();
  }

  #change(): Deed {
    const pick = this.whole(0, 9);
    switch (this.whole(0, 4)) {
      case 0:
      case 1:
        return { type: 'close', pick };
      case 2:
        return { type: 'part', pick, share: this.one([0.25, 0.5, 0.9]) };
      default: {
        const [slPoints, tpPoints] = [this.one([0, 200, 500]), this.one([0, 400, 800])];
        return { type: 'stops', pick, slPoints, tpPoints };
      }
    }
  }

  #human(): Deed {
    const pick = this.whole(0, 9);
    switch (this.whole(0, 8)) {
      case 0:
      case 1:
        return { type: 'human-close', pick };
      case 2:
        return { type: 'human-part', pick, share: this.one([0.3, 0.6]) };
      case 3:
        return { type: 'human-stops', pick, slPoints: this.one([0, 400]) };
      case 4:
        return { type: 'human-open', side: this.one(['BUY', 'SELL']) };
      case 5:
        return { type: 'pause' };
      case 6:
        return { type: 'resume' };
      case 7:
        return { type: 'flatten' };
      default:
        return { type: 'gap', points: this.one([-200, -60, 60, 200]) };
    }
  }

  #mischief(): Deed {
    const on = this.one(['open', 'close', 'partial-close', 'modify-position', 'any'] as const);
    return { type: 'mischief', on, how: this.#how(), times: this.one([1, 1, 2, 5]) };
  }

  #how(): Mischief {
    switch (this.whole(0, 9)) {
      case 0:
        return { type: 'refuse', retcode: this.one(REFUSALS) };
      case 1:
        return { type: 'reject', retcode: this.one(REFUSALS) };
      case 2:
      case 3:
        return { type: 'answer', retcode: this.one(AMBIGUOUS) };
      case 4:
        return { type: 'requote' };
      case 5:
        return { type: 'lose-reply' };
      case 6:
        return { type: 'partial-fill' };
      case 7:
        return { type: 'late-execution', ms: this.one([500, 3_000, 12_000, 45_000]) };
      case 8:
        return { type: 'late-reply', ms: this.one([500, 3_000, 12_000, 20_000]) };
      default:
        return { type: 'slip', points: this.one([1, 5, 30]) };
    }
  }

  #fault(): Deed {
    const forMs = this.one([300, 1_500, 4_000, 12_000]);
    switch (this.whole(0, 13)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return { type: 'crash', who: 'slave-node', crossing: this.whole(1, 12), downMs: forMs };
      case 4: {
        const who = this.one(['master-node', 'slave-terminal', 'master-terminal'] as const);
        return { type: 'crash', who, crossing: 1, downMs: forMs };
      }
      case 5:
        return { type: 'database-down', forMs };
      case 6:
        return { type: 'database-slow', ms: this.one([200, 900, 3_000]), forMs };
      case 7:
        return this.chance(0.5) ? { type: 'disk-full', forMs } : { type: 'forbidden', forMs };
      case 8:
        return { type: 'bus-cut', forMs };
      case 9:
        return { type: 'link-cut', forMs };
      case 10:
        return this.chance(0.5) ? { type: 'bus-replay' } : { type: 'market-closed', forMs };
      case 11:
        return this.chance(0.5)
          ? { type: 'new-ticket', pick: this.whole(0, 9) }
          : { type: 'journal-lost' };
      default: {
        const trouble = this.one(['offline', 'unsynced', 'partial', 'glitch'] as const);
        const lasts = trouble === 'glitch' ? Math.min(forMs, 4_000) : forMs;
        return { type: 'book', of: this.one(['master', 'slave']), trouble, forMs: lasts };
      }
    }
  }
}
