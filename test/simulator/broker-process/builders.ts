import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { FromBroker } from '../../../simulator/broker/messages.ts';
import type { TradeRequest } from '../../../simulator/broker/records.ts';
import { readAddress, type BrokerAddress } from '../../../simulator/broker-process/address-file.ts';
import { BrokerClient } from '../../../simulator/broker-process/broker-client.ts';
import {
  readBrokerFile,
  type BrokerFileInput,
} from '../../../simulator/broker-process/broker-file.ts';
import { ensureBroker, livingBroker } from '../../../simulator/broker-process/ensure-broker.ts';
import { runBroker } from '../../../simulator/broker-process/run-broker.ts';
import { EMPTY_TRADE } from '../../../simulator/faults/manual-trade.ts';

/** 2014-05-02 12:30:00 UTC. */
export const T0 = 1_399_033_800_000;

/** A tick each 50 ms for a minute; the price stands at 1.38600/1.38610 but for what is given. */
export function recordingText(bids: Readonly<Record<number, string>> = {}): string {
  const lines = Array.from({ length: 1_200 }, (_, index) => {
    const bid = bids[index] ?? '1.38600';
    return `${String(T0 + index * 50)},${bid},${(Number(bid) + 0.0001).toFixed(5)}`;
  });
  return ['time_msc,bid,ask', ...lines, ''].join('\n');
}

/** A folder with a broker's description in it; its process is ended and all removed after the test. */
export function brokerFolder(
  changes: Partial<BrokerFileInput> = {},
  bids: Readonly<Record<number, string>> = {},
): { readonly file: string; readonly stateFolder: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-broker-'));
  const stateFolder = path.join(folder, 'state');
  onTestFinished(async () => {
    await endBroker(stateFolder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  writeFileSync(path.join(folder, 'EURUSD.csv'), recordingText(bids));
  const file = path.join(folder, 'broker.json');
  const description: BrokerFileInput = {
    server: 'Test-Demo',
    symbols: [{ symbol: 'EURUSD', digits: 5, feed: { file: 'EURUSD.csv' } }],
    clock: { startWallMs: Date.now(), startTickMs: T0 },
    executionMs: { min: 0, max: 0 },
    seed: 1,
    stateFolder: 'state',
    accounts: [{ login: '5001', balance: '10000.00' }, { login: '5002' }],
    ...changes,
  };
  writeFileSync(file, JSON.stringify(description));
  return { file, stateFolder };
}

/** Kills the broker's process, if there is one, and waits until it is gone. */
export async function endBroker(stateFolder: string): Promise<void> {
  const address = await livingBroker(stateFolder);
  if (address === null || address.pid === process.pid) return;
  process.kill(address.pid, 'SIGKILL');
  await untilGone(stateFolder);
}

/** Resolves when no process serves the folder. */
export async function untilGone(stateFolder: string): Promise<void> {
  while ((await livingBroker(stateFolder)) !== null) await sleep(20);
}

/** A client that keeps what it was told and can wait for it. */
export interface Listener {
  readonly client: BrokerClient;
  readonly welcome: Extract<FromBroker, { readonly type: 'WELCOME' }>;
  readonly told: FromBroker[];
  /** Resolves when the connection is over. */
  readonly closed: Promise<void>;
  /** The first message, from now or before, that fits. */
  readonly until: (fits: (message: FromBroker) => boolean) => Promise<FromBroker>;
}

/** Logs in; the connection is closed after the test. */
export async function listenTo(
  address: BrokerAddress,
  login = '5001',
  as: 'terminal' | 'trader' = 'terminal',
): Promise<Listener> {
  const told: FromBroker[] = [];
  const waiting = new Set<() => void>();
  const ending = new AbortController();
  const closed = once(ending.signal, 'abort').then(() => undefined);
  const { client, welcome } = await BrokerClient.login({
    address,
    login,
    as,
    onMessage: (message) => {
      told.push(message);
      for (const look of waiting) look();
    },
    onClosed: () => ending.abort(),
  });
  onTestFinished(() => client.close());
  const until = (fits: (message: FromBroker) => boolean): Promise<FromBroker> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = told.find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      ending.signal.addEventListener('abort', () => {
        if (waiting.has(look)) reject(new Error('the connection ended before that was said'));
      });
    });
  return { client, welcome, told, closed, until };
}

/** Runs the broker within the test's own process, which is faster than a process of its own. */
export async function brokerHere(folder: {
  readonly file: string;
}): Promise<Connected & { readonly end: () => Promise<void> }> {
  const file = await readBrokerFile(folder.file);
  const stop = new AbortController();
  const run = runBroker(file, stop);
  const end = async (): Promise<void> => {
    stop.abort();
    await run;
  };
  onTestFinished(end);
  let address = await readAddress(file.stateFolder);
  while (address === null) {
    await sleep(5);
    address = await readAddress(file.stateFolder);
  }
  return { ...(await connectedTo(address)), end };
}

/** Starts (or finds) the broker's process and logs in. */
export async function connected(folder: { readonly file: string }): Promise<Connected> {
  return connectedTo(await ensureBroker(folder.file));
}

/** A terminal of account 5001 and a controller. */
export interface Connected extends Listener {
  readonly address: BrokerAddress;
  readonly control: BrokerClient;
}

async function connectedTo(address: BrokerAddress, login?: string): Promise<Connected> {
  const listener = await listenTo(address, login);
  const control = await BrokerClient.control(address);
  onTestFinished(() => control.close());
  return { ...listener, address, control };
}

let requests = 0;

/** A request as a terminal sends it. */
export function request(trade: Partial<TradeRequest> = {}): Parameters<BrokerClient['send']>[0] {
  requests += 1;
  return {
    request: `test/${String(process.pid)}/${String(requests)}`,
    reason: 'EXPERT',
    trade: { ...EMPTY_TRADE, symbol: 'EURUSD', volume: '0.10', ...trade },
    orderSendNs: '1',
  };
}
