/**
 * The account's deals as an append-only file, one JSON line each, written by its broker alone: what
 * every test of copying is judged by. The account itself is rebuilt from it after a crash.
 *
 * Invariants: those of {@link OpenPositions}, checked before a line is written and when it is read.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { deal, type Deal, type OpenPosition } from './deal.ts';
import { HEDGING_RULES, OpenPositions, type DealRules } from './open-positions.ts';

/** The deals of a list, for whoever judges by it. A last line that is still being written is left out. */
export function readDeals(file: string): readonly Deal[] {
  if (!existsSync(file)) return [];
  const lines = completeLines(readFileSync(file, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const parsed = deal.safeParse(JSON.parse(line));
    if (!parsed.success) {
      throw new Error(`deal list ${file}, line ${String(index + 1)} is no deal`, {
        cause: parsed.error,
      });
    }
    return parsed.data;
  });
}

/** The list that a running broker appends to. */
export class DealList {
  readonly #file: number;
  readonly #deals: Deal[] = [];
  readonly #positions: OpenPositions;

  private constructor(file: number, rules: DealRules) {
    this.#file = file;
    this.#positions = new OpenPositions(rules);
  }

  /**
   * Opens or creates the list and applies what is in it. @throws Error when it breaks a rule.
   * @param rules default: a hedging account whose volume steps are not known.
   */
  static open(file: string, rules: DealRules = HEDGING_RULES): DealList {
    mkdirSync(path.dirname(file), { recursive: true });
    const deals = readDeals(file);
    // A torn line is a deal that nobody was told of: the process died while it wrote it.
    if (existsSync(file))
      truncateSync(file, Buffer.byteLength(completeLines(readFileSync(file, 'utf8'))));
    const list = new DealList(openSync(file, 'a'), rules);
    for (const next of deals) list.#apply(next);
    return list;
  }

  /** All deals, oldest first. */
  get deals(): readonly Deal[] {
    return this.#deals;
  }

  /** Open positions, oldest first. */
  get positions(): readonly OpenPosition[] {
    return this.#positions.all;
  }

  /** The open position of this identifier, or null. */
  position(identifier: string): OpenPosition | null {
    return this.#positions.find(identifier);
  }

  /** Checks, writes and counts one deal. @throws Error when it breaks a rule; nothing is written then. */
  append(next: Deal): void {
    this.#apply(next);
    writeSync(this.#file, `${JSON.stringify(next)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }

  #apply(next: Deal): void {
    this.#positions.apply(next);
    this.#deals.push(next);
  }
}

function completeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}
