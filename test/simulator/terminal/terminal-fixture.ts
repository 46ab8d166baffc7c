/** A terminal that runs the shipped Expert Advisor, its broker's process, and the node's end of the link. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { eaSecret } from '../../../config/ea-secret.ts';
import type { EaReply } from '../../../messaging/ea-protocol.ts';
import type { EaRequest, TradeParams } from '../../../messaging/ea-requests.ts';
import type { EaLink } from '../../../messaging/ea-link.ts';
import { runTerminal } from '../../../simulator/terminal/run-terminal.ts';
import {
  parseTerminalFile,
  type TerminalFileInput,
} from '../../../simulator/terminal/terminal-file.ts';
import { linkOf, until } from '../../messaging/link-fixture.ts';
import type { RecordingListener } from '../../messaging/link-listener.ts';
import { T0, brokerFolder } from '../broker-process/builders.ts';

/** Compiled programs, kept for all tests of a run. */
const CACHE = path.join(tmpdir(), 'compiled');

/** A copy's. */
export const MAGIC = '5499956939221690896';

/** An opening order that the EA carries out. */
export const buy = ({ link }: Desk, changes: Partial<TradeParams> = {}): TradeParams => ({
  type: 'BUY',
  symbol: 'EURUSD',
  volume: '0.10',
  sl: '0',
  tp: '0',
  deviation: 50,
  magic: MAGIC,
  comment: 'copy',
  validUntil: Math.round(link.session?.eaNowMs ?? 0) + 20_000,
  magicSince: T0 - 86_400_000,
  filling: 'IOC',
  worstPrice: '1.40000',
  ...changes,
});

export interface Desk {
  readonly link: EaLink;
  readonly listener: RecordingListener;
  readonly broker: { readonly file: string; readonly stateFolder: string };
  readonly folder: string;
  readonly log: string[];
  /** Starts the terminal (again). @returns ends it in order */
  readonly start: (changes?: Partial<TerminalFileInput>) => () => Promise<void>;
  /** Starts it as a process of its own. */
  readonly fork: (changes?: Partial<TerminalFileInput>) => ChildProcess;
  readonly ask: (id: string, request: EaRequest) => Promise<EaReply>;
}

/** @param ofBroker how its broker differs */
export async function desk(ofBroker: Parameters<typeof brokerFolder>[0] = {}): Promise<Desk> {
  const broker = brokerFolder(ofBroker);
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-terminal-'));
  const secret = await eaSecret(folder, 'desk');
  const timings = { heartbeatMs: 100, partingMs: 100, warningMs: 0 };
  const { link, listener } = await linkOf(timings, { secret });
  const log: string[] = [];
  const running: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const stop of running) await stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const start: Desk['start'] = (changes = {}) => {
    const stopping = new AbortController();
    const file = parseTerminalFile(terminalInput(broker.file, folder, changes), broker.file);
    const over = runTerminal(file, {
      port: link.port,
      secret,
      cacheFolder: CACHE,
      signal: stopping.signal,
      log: (line) => log.push(line),
    });
    const stop = async (): Promise<void> => {
      stopping.abort();
      await over;
    };
    running.push(stop);
    return stop;
  };
  const forked: Desk['fork'] = (changes = {}) => {
    const file = path.join(folder, 'terminal.json');
    const input = terminalInput(broker.file, folder, { dataFolder: folder, ...changes });
    writeFileSync(file, JSON.stringify(input));
    const child = fork('simulator/main.ts', ['--account', file, '--port', String(link.port)], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr?.on('data', (text: Buffer) => log.push(String(text)));
    running.push(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
    return child;
  };
  const ask = (id: string, request: EaRequest): Promise<EaReply> =>
    link.request(id, request, 20_000);
  return { link, listener, broker, folder, log, start, fork: forked, ask };
}

function terminalInput(
  broker: string,
  folder: string,
  changes: Partial<TerminalFileInput>,
): TerminalFileInput {
  return {
    name: 'desk',
    role: 'slave',
    login: '5001',
    broker,
    stateFolder: path.join(folder, 'terminal'),
    ...changes,
  };
}

/** Waits for the handshake and the first samples of the EA's clock. */
export async function welcomed({ link }: Desk): Promise<void> {
  await until(() => link.session?.eaNowMs !== undefined && link.session.eaNowMs !== null);
}

/** Waits until the EA believes its lists. */
export async function synced(own: Desk, id = 'sync'): Promise<void> {
  await welcomed(own);
  for (let count = 1; ; count++) {
    const reply = await own.ask(`${id}-${String(count)}`, { action: 'GET_POSITIONS', params: {} });
    if (bookOf(reply)?.complete === true) return;
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}

interface Told {
  readonly identifier: string;
  readonly volume: string;
}

/** What an EA tells in a book, as far as tests look at it. */
interface ToldBook {
  readonly complete: boolean;
  readonly connected: boolean;
  readonly positions: readonly Told[];
  readonly recentlyClosed: readonly Told[];
  /** The EA's GetTickCount64. */
  readonly readMs: number;
}

/** The book of an answer; null when it has none. */
export function bookOf(reply: EaReply): ToldBook | null {
  const { book } = reply as { book?: ToldBook };
  return book ?? null;
}

/** POSITION_TICKET of an answer to TRADE. */
export function ticketOf(reply: EaReply): string {
  const { ticket } = reply as { ticket?: unknown };
  return String(ticket);
}
