/**
 * What a trader is told to do, as JSON: the replay of a recorded account, alone or with additions, or a
 * script. docs/simulator.md explains each field.
 */
import { z } from 'zod';
import type { SymbolDescription } from '../broker-process/symbol-description.ts';
import { readHistory, schedule } from './history.ts';
import { historySteps, variantSteps } from './history-steps.ts';
import { traderStep, type TraderStep } from './trader-step.ts';

const name = z.string().min(1).max(64);
const ms = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const startDelayMs = ms.default(2_000);

const history = z.strictObject({
  /** Positions of a real account, .csv or .csv.gz; an absolute path. */
  file: z.string().min(1),
  /** Longer gaps between two events are cut to this. */
  capGapMs: ms,
  /** History's symbol → this broker's; a symbol that is not named keeps its name. */
  symbolMap: z.record(name, name).default({}),
  /** Events later than this (in the cut time) are left out; their positions stay open. */
  stopAfterMs: ms.exactOptional(),
  /** Only the first ones, by open time. */
  maxPositions: z.number().int().positive().exactOptional(),
});

/** What is done beside the record; shares of its positions. */
const variant = z.strictObject({
  seed: z.number().int().nonnegative(),
  partialCloses: share.default(0.2),
  modifications: share.default(0.5),
  pendings: share.default(0.2),
});

/** See the file's head. */
export const traderDescription = z.union([
  z.strictObject({ history, variant: variant.exactOptional(), startDelayMs }),
  z.strictObject({ script: z.array(traderStep).max(100_000), startDelayMs }),
]);
/** See the file's head; defaults are filled in. */
export type TraderDescription = z.infer<typeof traderDescription>;

/**
 * The steps, in the order of their time.
 * @throws ConfigurationError when the history cannot be read or trades a symbol that the broker has not.
 */
export async function traderSteps(
  description: TraderDescription,
  symbols: readonly SymbolDescription[],
): Promise<readonly TraderStep[]> {
  if ('script' in description) return description.script.toSorted((a, b) => a.atMs - b.atMs);
  const bySymbol = new Map(symbols.map((record) => [record.symbol, record]));
  const record = await readHistory(description.history.file);
  const steps = historySteps(schedule(record, description.history, bySymbol));
  const { variant: added } = description;
  return added === undefined ? steps : variantSteps(steps, added, bySymbol);
}
