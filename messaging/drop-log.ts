/** Counts dropped messages and tells of them, at most once per master, reason and minute. */
import type { MasterId } from '../domain/ids.ts';
import type { BusNow } from './book-intake.ts';
import type { BusListener, DropReason } from './bus.ts';

const NOTICE_EVERY_MS = 60_000;
/** Longer details are cut: they may quote what was received. */
const DETAIL_MAX = 500;

/** See file header. */
export class DropLog {
  readonly counts: Record<DropReason, number> = {
    malformed: 0,
    version: 0,
    foreign: 0,
    old: 0,
    'too-long': 0,
    'two-publishers': 0,
  };
  readonly #listener: BusListener;
  readonly #untold = new Map<MasterId, Map<DropReason, { toldMs: number; count: number }>>();

  constructor(listener: BusListener) {
    this.#listener = listener;
  }

  add(masterId: MasterId, reason: DropReason, detail: string, now: BusNow): void {
    this.counts[reason] += 1;
    const reasons = this.#untold.get(masterId) ?? new Map<DropReason, never>();
    this.#untold.set(masterId, reasons);
    const entry = reasons.get(reason) ?? { toldMs: Number.NEGATIVE_INFINITY, count: 0 };
    reasons.set(reason, entry);
    entry.count += 1;
    if (now.monotonicMs - entry.toldMs < NOTICE_EVERY_MS) return;
    this.#listener({
      type: 'dropped',
      masterId,
      reason,
      count: entry.count,
      detail: detail.slice(0, DETAIL_MAX),
    });
    entry.toldMs = now.monotonicMs;
    entry.count = 0;
  }

  forget(masterId: MasterId): void {
    this.#untold.delete(masterId);
  }
}
