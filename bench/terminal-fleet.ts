/** Many simulated terminals at once, all at one broker: how soon they are linked, what they use while idle. */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eaSecret } from '../config/ea-secret.ts';
import { EaLink } from '../messaging/ea-link.ts';
import { BrokerClient } from '../simulator/broker-process/broker-client.ts';
import { ensureBroker } from '../simulator/broker-process/ensure-broker.ts';
import {
  forkTerminal,
  processUse,
  QuietListener,
  stopTerminal,
  untilReady,
  untilSynced,
  writeBenchBroker,
} from './terminal-process.ts';

/** What a start leaves to do, collecting garbage and compiling, is over: idle is what a day is like. */
export const SETTLE_MS = 25_000;

/** Figures of a fleet; CPU in percent of one core, null where the system does not tell. */
export interface FleetReport {
  readonly terminals: number;
  readonly cores: number;
  readonly load: number;
  /** From the start of all to the ready of each: the first, the one in the middle, the last. */
  readonly readyMs: readonly number[];
  /** Until every EA was linked to its node and believed its lists. */
  readonly linkedMs: number;
  readonly rssMb: { readonly mean: number; readonly max: number } | null;
  readonly cpuPercent: {
    readonly mean: number;
    readonly max: number;
    readonly all: number;
    readonly broker: number;
  } | null;
}

interface Terminal {
  readonly link: EaLink;
  readonly start: () => Promise<ChildProcess>;
}

/** @param idleMs how long they are watched while nobody asks them for anything. */
export async function measureFleet(terminals: number, idleMs: number): Promise<FleetReport> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-fleet-'));
  const logins = Array.from({ length: terminals }, (_, index) => String(5_001 + index));
  const file = await writeBenchBroker(folder, logins);
  const fleet: Terminal[] = [];
  let children: readonly ChildProcess[] = [];
  try {
    for (const login of logins) fleet.push(await terminalOf(folder, login));
    const broker = await ensureBroker(file);
    // The first start ever compiles the program.
    const compiling = await fleet[0]?.start();
    if (compiling !== undefined) {
      await untilReady(compiling);
      await stopTerminal(compiling);
    }
    const startedMs = performance.now();
    const since = (): number => Math.round(performance.now() - startedMs);
    children = await Promise.all(fleet.map(({ start }) => start()));
    const ready = await Promise.all(
      children.map(async (child) => {
        await untilReady(child);
        return since();
      }),
    );
    await Promise.all(fleet.map(({ link }) => untilSynced(link)));
    const linkedMs = since();
    await delay(SETTLE_MS);
    const pids = [...children.map(({ pid }) => pid), broker.pid];
    const before = pids.map(processUse);
    const beganMs = performance.now();
    await delay(idleMs);
    const watchedMs = performance.now() - beganMs;
    const after = pids.map(processUse);
    const used = after.map((use, index) => cpuPercent(before[index] ?? null, use, watchedMs));
    const sorted = ready.toSorted((a, b) => a - b);
    return {
      terminals,
      cores: availableParallelism(),
      load: loadavg()[0] ?? 0,
      readyMs: [sorted[0], sorted[Math.floor(terminals / 2)], sorted.at(-1)].map((ms) => ms ?? 0),
      linkedMs,
      rssMb: meanAndMax(after.slice(0, -1).map((use) => use?.rssMb ?? null)),
      cpuPercent: cpuOf(used),
    };
  } finally {
    await Promise.all(children.map(stopTerminal));
    await Promise.all(fleet.map(({ link }) => link.close({ goodbye: false })));
    const control = await BrokerClient.control(await ensureBroker(file));
    await control.stop();
    control.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Lines for people. */
export function fleetLines(report: FleetReport): readonly string[] {
  const { cores, cpuPercent: cpu, linkedMs, load, readyMs, rssMb, terminals } = report;
  return [
    `${String(terminals)} terminals on ${String(cores)} cores, load ${load.toFixed(1)}`,
    `  ready after ${readyMs.join(' / ')} ms (first, middle, last), all linked after ${String(linkedMs)} ms`,
    `  RSS ${String(rssMb?.mean)} MB mean, ${String(rssMb?.max)} MB at most`,
    `  CPU idle, % of one core: ${String(cpu?.mean)} mean, ${String(cpu?.max)} at most, ${String(cpu?.all)} all together; the broker ${String(cpu?.broker)}`,
  ];
}

async function terminalOf(folder: string, login: string): Promise<Terminal> {
  const name = `bench-${login}`;
  const secret = await eaSecret(folder, name);
  const expected = { secret, role: 'slave', login: null, server: null } as const;
  const link = await EaLink.bind(0, expected, new QuietListener());
  void link.run();
  return { link, start: () => forkTerminal(folder, link.port, { login, name }) };
}

type Use = ReturnType<typeof processUse>;

function cpuPercent(before: Use, after: Use, ms: number): number | null {
  return before === null || after === null ? null : ((after.cpuMs - before.cpuMs) / ms) * 100;
}

function cpuOf(used: readonly (number | null)[]): FleetReport['cpuPercent'] {
  const terminals = used.slice(0, -1);
  const found = meanAndMax(terminals);
  if (found === null) return null;
  const all = terminals.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return { ...found, all: rounded(all), broker: rounded(used.at(-1) ?? 0) };
}

/** Null when one of them is not known. */
function meanAndMax(values: readonly (number | null)[]): { mean: number; max: number } | null {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return null;
  const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
  return { mean: rounded(mean), max: rounded(Math.max(...known)) };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
