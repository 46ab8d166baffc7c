/** The second master that some seeds have: drawn apart, so that a seed keeps the rest of its history. */
import { Draw } from './draw.ts';
import type { Deed, History, Step } from './history.ts';
import { LOSSES, type SecondMaster } from './second-master.ts';
import type { SlaveEdit } from './slave-account.ts';

const SHARE = 1 / 3;
const EDITS: readonly SlaveEdit[] = [
  'first master alone',
  'second master alone',
  'no masters',
  'one copy',
  'two copies',
  'half a lot',
  'as it was',
];
/** Limits are lifted in the end. */
const LAST_DOCUMENTS: readonly SlaveEdit[] = [
  'as it was',
  'as it was',
  'as it was',
  'first master alone',
  'second master alone',
];

/** The history with a second master, or as it was. */
export function withSecondMaster(history: History): History {
  const draw = new Draw(history.seed * 11 + 5);
  if (!draw.chance(SHARE)) return history;
  const { healAtMs, steps } = history;
  const isLost = draw.chance(0.4);
  const lostAtMs = draw.whole(1_000, healAtMs);
  const second: SecondMaster = {
    at: draw.one(['same-broker', 'other-broker', 'other-broker']),
    loss: isLost ? { how: draw.one(LOSSES), atMs: lostAtMs } : null,
    document: draw.one(LAST_DOCUMENTS),
  };
  const added: Step[] = [];
  const add = (deed: Deed, atMs = draw.whole(500, healAtMs)): void => {
    added.push({ atMs, deed, isOfSecond: true });
  };
  add(opening(draw), draw.whole(1_000, 3_000));
  for (let number = draw.whole(2, 10); number > 0; number -= 1) add(deedOf(draw));
  for (let number = draw.whole(-1, 3); number > 0; number -= 1) {
    added.push({ atMs: draw.whole(500, healAtMs), deed: { type: 'edit', edit: draw.one(EDITS) } });
  }
  if (draw.chance(0.15)) added.push({ atMs: draw.whole(500, healAtMs), deed: rival(draw) });
  const ordered = [...steps, ...added].toSorted((left, right) => left.atMs - right.atMs);
  return { ...history, steps: ordered, second };
}

function opening(draw: Draw): Deed {
  const volume = (draw.whole(1, 60) / 100).toFixed(2);
  const slPoints = draw.one([0, 250, 700]);
  return { type: 'open', side: draw.one(['BUY', 'SELL']), volume, slPoints };
}

function deedOf(draw: Draw): Deed {
  const pick = draw.whole(0, 9);
  const kind = draw.share();
  if (kind < 0.35) return opening(draw);
  if (kind < 0.5) return { type: 'close', pick };
  if (kind < 0.58) return { type: 'part', pick, share: draw.one([0.25, 0.5, 0.9]) };
  if (kind < 0.7) {
    const [slPoints, tpPoints] = [draw.one([0, 150, 450]), draw.one([0, 350, 750])];
    return { type: 'stops', pick, slPoints, tpPoints };
  }
  return fault(draw);
}

function fault(draw: Draw): Deed {
  const forMs = draw.one([300, 1_500, 4_000, 12_000]);
  switch (draw.whole(0, 6)) {
    case 0:
      return { type: 'bus-cut', forMs };
    case 1:
      return { type: 'bus-replay' };
    case 2:
      return rival(draw);
    case 3: {
      const how = { type: 'split-fill', of: 'master' } as const;
      return { type: 'mischief', on: 'any', how, times: draw.one([1, 2]) };
    }
    case 4: {
      const who = draw.one(['master-node', 'master-terminal'] as const);
      return { type: 'crash', who, crossing: 1, downMs: forMs };
    }
    default: {
      const trouble = draw.one(['offline', 'unsynced', 'partial', 'glitch'] as const);
      const lasts = trouble === 'glitch' ? Math.min(forMs, 4_000) : forMs;
      return { type: 'book', of: 'master', trouble, forMs: lasts };
    }
  }
}

function rival(draw: Draw): Deed {
  return { type: 'rival', forMs: draw.one([500, 2_000, 6_000]) };
}
