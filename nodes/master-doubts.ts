/**
 * Masters whose books are believed by nobody at the moment: two nodes publish them, or one of another
 * version of the protocol does. Each is an alarm that ends with its reason.
 *
 * Invariant: while a master is doubted, nothing is opened or changed for it, and nothing is closed for being
 * absent; deals that were told before stay facts.
 */
import type { MasterId } from '../domain/ids.ts';
import type { BusNotice } from '../messaging/bus.ts';
import { noticeLine } from '../messaging/bus-notice-text.ts';
import type { AlarmRelay } from './alarm-relay.ts';

type Doubt = 'publishers' | 'version';

const BEGINS: Readonly<Partial<Record<BusNotice['type'], Doubt>>> = {
  'two-publishers': 'publishers',
  'other-version': 'version',
};
const ENDS: Readonly<Partial<Record<BusNotice['type'], Doubt>>> = {
  'one-publisher': 'publishers',
  'own-version': 'version',
};

/** See file header. */
export class MasterDoubts {
  readonly #alarms: Pick<AlarmRelay, 'set'>;
  readonly #doubts = new Map<MasterId, Set<Doubt>>();

  constructor(alarms: Pick<AlarmRelay, 'set'>) {
    this.#alarms = alarms;
  }

  /** Whether a master's book may be acted on. */
  isDoubted(master: MasterId): boolean {
    return (this.#doubts.get(master)?.size ?? 0) > 0;
  }

  /** Something that the bus noticed; most of it is no doubt. */
  noticed(notice: BusNotice): void {
    const doubt = BEGINS[notice.type] ?? ENDS[notice.type];
    if (doubt === undefined || !('masterId' in notice)) return;
    const id = notice.masterId as MasterId;
    const known = this.#doubts.get(id) ?? new Set();
    this.#doubts.set(id, known);
    const isRaised = BEGINS[notice.type] !== undefined;
    if (isRaised) known.add(doubt);
    else known.delete(doubt);
    const subject = `${id} ${doubt}`;
    const detail = noticeLine(notice).message;
    this.#alarms.set({ code: 'MASTER_UNUSABLE', subject, detail }, isRaised);
  }
}
