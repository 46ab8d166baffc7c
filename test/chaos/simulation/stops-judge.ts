/** Judges changes of SL and TP: each is one that this copy's own master had, or the copy has or had. */
import type { MasterId } from '../../../domain/ids.ts';
import type { ModifyOrder } from '../../../domain/plan-input.ts';
import type { PositionRecord } from '../../../simulator/broker/records.ts';
import type { Fail } from './oracle-parts.ts';
import { magicsOf } from './followed-positions.ts';

/** See file header. */
export class StopsJudge {
  readonly #fail: Fail;
  readonly #had = new Map<string, { readonly sl: Set<number>; readonly tp: Set<number> }>();

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  /** What a master's account has now. */
  masterHas(master: MasterId, positions: readonly PositionRecord[]): void {
    for (const position of positions) {
      for (const magic of magicsOf(master, position.identifier)) this.#note(magic, position);
    }
  }

  /** What the slave's account has now. */
  slaveHas(positions: readonly PositionRecord[]): void {
    for (const position of positions) this.#note(position.magic, position);
  }

  /** The node gives the order to its terminal. */
  asked({ magic, sl, tp, request }: ModifyOrder): void {
    const had = this.#had.get(magic);
    const isKnown = had?.sl.has(Number(sl ?? '0')) === true && had.tp.has(Number(tp ?? '0'));
    if (isKnown) return;
    this.#fail('stops', `${request} asks for SL ${sl ?? 'none'}, TP ${tp ?? 'none'} of nobody`);
  }

  #note(magic: string, { sl, tp }: PositionRecord): void {
    const had = this.#had.get(magic) ?? { sl: new Set(), tp: new Set() };
    this.#had.set(magic, had);
    had.sl.add(Number(sl));
    had.tp.add(Number(tp));
  }
}
