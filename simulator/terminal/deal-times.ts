/** A file with the moment at which an Expert Advisor could first know of each deal: for measurements. */
import { openSync, writeSync } from 'node:fs';
import type { DealRecord } from '../broker/records.ts';

/** See the file's head; the system closes it with the process. */
export class DealTimes {
  readonly #handle: number;

  /** @param file is appended to: a line per deal, its ticket and `process.hrtime` in ns. */
  constructor(file: string) {
    this.#handle = openSync(file, 'a');
  }

  /** The terminal shows these to the program from now on. */
  shown(deals: readonly Pick<DealRecord, 'deal'>[]): void {
    if (deals.length === 0) return;
    const now = String(process.hrtime.bigint());
    writeSync(this.#handle, deals.map(({ deal }) => `${deal} ${now}\n`).join(''));
  }
}
