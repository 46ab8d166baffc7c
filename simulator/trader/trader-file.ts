/**
 * The description of a trader: whose account at which broker, and what he does there: the replay of a
 * recorded account, alone or with additions, or a script. docs/simulator.md explains each field.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../../domain/errors.ts';
import type { SymbolDescription } from '../broker-process/symbol-description.ts';
import { loginText } from '../faults/matcher.ts';
import { readHistory, schedule } from './history.ts';
import { historySteps, variantSteps } from './history-steps.ts';
import { traderStep, type TraderStep } from './trader-step.ts';

const name = z.string().min(1).max(64);
const ms = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

const history = z.strictObject({
  /** Positions of a real account, .csv or .csv.gz. */
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

const traderFile = z
  .strictObject({
    /** The broker's description (simulator/broker-process/broker-file.ts). */
    broker: z.string().min(1),
    login: loginText,
    /** Real milliseconds from the first login to the first step. */
    startDelayMs: ms.default(2_000),
    history: history.exactOptional(),
    variant: variant.exactOptional(),
    script: z.array(traderStep).max(100_000).exactOptional(),
  })
  .refine(
    (found) => (found.history === undefined) !== (found.script === undefined),
    'say either `history` or `script`',
  )
  .refine(
    (found) => found.variant === undefined || found.history !== undefined,
    'a `variant` is one of a `history`',
  );

/** See the file's head; defaults are filled in and paths are absolute. */
export type TraderFile = z.infer<typeof traderFile>;
/** The same before defaults are filled in, as one writes it. */
export type TraderFileInput = z.input<typeof traderFile>;

/**
 * Reads and checks a description; relative paths in it start at its own folder.
 * @throws ConfigurationError naming the file and every wrong field.
 */
export async function readTraderFile(file: string): Promise<TraderFile> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ConfigurationError(`trader file ${file} cannot be read as JSON`, { cause });
  }
  return parseTraderFile(json, file);
}

/** See {@link readTraderFile}; `file` names the description in errors and is where paths start. */
export function parseTraderFile(json: unknown, file: string): TraderFile {
  const parsed = traderFile.safeParse(json);
  if (!parsed.success) {
    throw new ConfigurationError(`trader file ${file}:\n${z.prettifyError(parsed.error)}`);
  }
  const found = parsed.data;
  const absolute = (relative: string): string => path.resolve(path.dirname(file), relative);
  if (found.history !== undefined) found.history.file = absolute(found.history.file);
  return { ...found, broker: absolute(found.broker) };
}

/**
 * The steps, in the order of their time.
 * @throws ConfigurationError when the history cannot be read or trades a symbol that the broker has not.
 */
export async function traderSteps(
  { history: record, script, variant: added }: TraderFile,
  symbols: readonly Pick<SymbolDescription, 'symbol' | 'volumeMin' | 'volumeStep'>[],
): Promise<readonly TraderStep[]> {
  if (record === undefined) return (script ?? []).toSorted((a, b) => a.atMs - b.atMs);
  const bySymbol = new Map(symbols.map((one) => [one.symbol, one]));
  const steps = historySteps(schedule(await readHistory(record.file), record, bySymbol));
  return added === undefined ? steps : variantSteps(steps, added, bySymbol);
}
