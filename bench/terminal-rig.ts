/** One simulated terminal with its broker's process and the node's end of its link, to be measured. */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eaSecret } from '../config/ea-secret.ts';
import { EaLink } from '../messaging/ea-link.ts';
import { BrokerClient } from '../simulator/broker-process/broker-client.ts';
import { ensureBroker } from '../simulator/broker-process/ensure-broker.ts';
import { readDeals } from '../simulator/broker/deal-list.ts';
import {
  forkTerminal,
  processUse,
  QuietListener,
  stopTerminal,
  untilReady,
  untilSynced,
  writeBenchBroker,
  type ProcessUse,
} from './terminal-process.ts';

const LOGIN = '5001';
const NAME = 'bench';

/** How the terminal behaves. */
export interface TerminalCase {
  /** MT5's floor of 10 to 16 ms below the timer. */
  readonly timerFloor: boolean;
  /** InpWaitMs; 0: polling. */
  readonly waitMs: number;
}

/** See the file's head. */
export class TerminalRig {
  readonly link: EaLink;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(folder: string, link: EaLink) {
    this.#folder = folder;
    this.link = link;
  }

  /** A broker with four ticks a second, and a link that waits for the EA. */
  static async make(): Promise<TerminalRig> {
    const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-bench-'));
    const file = await writeBenchBroker(folder, [LOGIN]);
    const secret = await eaSecret(folder, NAME);
    const expected = { secret, role: 'slave', login: null, server: null } as const;
    const link = await EaLink.bind(0, expected, new QuietListener());
    void link.run();
    await ensureBroker(file);
    return new TerminalRig(folder, link);
  }

  /** @returns ms from fork to ready */
  async start({ timerFloor, waitMs }: TerminalCase): Promise<number> {
    const startedMs = performance.now();
    this.#process = await forkTerminal(this.#folder, this.link.port, {
      login: LOGIN,
      name: NAME,
      inputs: { InpWaitMs: waitMs },
      options: timerFloor ? {} : { timerFloorMs: { min: 0, max: 0 } },
    });
    await untilReady(this.#process);
    return performance.now() - startedMs;
  }

  /** Resolves when the EA is welcome and believes its lists. */
  async synced(): Promise<void> {
    await untilSynced(this.link);
  }

  /** When the order of each request left the program, by magic; the clock of process.hrtime. */
  orderSendNs(): ReadonlyMap<string, bigint> {
    const deals = readDeals(path.join(this.#folder, 'state', `${LOGIN}.deals.jsonl`));
    const opens = deals.filter(({ entry }) => entry === 'IN');
    return new Map(opens.map(({ magic, orderSendNs }) => [magic, BigInt(orderSendNs)]));
  }

  /** Of the terminal's process until now; null where there is no /proc. */
  get use(): ProcessUse | null {
    return processUse(this.#process?.pid);
  }

  /** In order. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null) return;
    await stopTerminal(child);
    while (this.link.session !== null) await new Promise((resolve) => void setTimeout(resolve, 5));
  }

  /** Ends everything and removes its files. */
  async end(): Promise<void> {
    await this.stop();
    await this.link.close({ goodbye: false });
    const control = await BrokerClient.control(
      await ensureBroker(path.join(this.#folder, 'broker.json')),
    );
    await control.stop();
    control.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
