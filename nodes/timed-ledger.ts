/** A ledger that notes when intents and outcomes have become durable; it changes nothing else. */
import type { CopyLedger, IntendOutcome, RecordOutcome, TimedOrder } from '../db/copy-ledger.ts';
import type { DocumentProblem } from '../db/document-problem.ts';
import type { Copy } from '../domain/copy.ts';
import type { SlaveId } from '../domain/ids.ts';
import type { LatencyRecorder } from './latency-recorder.ts';

/** See file header. */
export class TimedLedger implements CopyLedger {
  readonly #ledger: CopyLedger;
  readonly #latency: LatencyRecorder;

  constructor(ledger: CopyLedger, latency: LatencyRecorder) {
    this.#ledger = ledger;
    this.#latency = latency;
  }

  async intend(copies: readonly Copy[]): Promise<readonly IntendOutcome[]> {
    const outcomes = await this.#ledger.intend(copies);
    for (const [index, copy] of copies.entries()) {
      const isStored = outcomes[index]?.type === 'stored';
      if (isStored && copy.state.status === 'opening') this.#latency.intended(copy, 'open');
    }
    return outcomes;
  }

  async record(copies: readonly Copy[]): Promise<readonly RecordOutcome[]> {
    const outcomes = await this.#ledger.record(copies);
    for (const [index, copy] of copies.entries()) {
      if (outcomes[index]?.type === 'stored') this.#recorded(copy);
    }
    return outcomes;
  }

  findBySlave(
    slave: SlaveId,
    unreadable?: (problem: DocumentProblem) => void,
  ): Promise<readonly Copy[]> {
    return this.#ledger.findBySlave(slave, unreadable);
  }

  findLive(slave: SlaveId): Promise<readonly Copy[]> {
    return this.#ledger.findLive(slave);
  }

  note(orders: readonly TimedOrder[]): Promise<void> {
    return this.#ledger.note(orders);
  }

  close(): Promise<void> {
    return this.#ledger.close();
  }

  #recorded(copy: Copy): void {
    const { copyId, state } = copy;
    switch (state.status) {
      case 'open':
        this.#latency.finished(copyId, 'open');
        return;
      case 'closing':
        this.#latency.intended(copy, 'close');
        return;
      case 'closed':
        this.#latency.finished(copyId, 'close');
        return;
      case 'refused':
      case 'detached':
        this.#latency.dropped(copyId, 'open');
        this.#latency.dropped(copyId, 'close');
        return;
      case 'opening':
      case 'unknown':
        return;
    }
  }
}
