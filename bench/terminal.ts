/**
 * `npm run bench:terminal`: what one simulated terminal with its Expert Advisor costs, and how soon a
 * message of the node is answered (docs/simulator.md). `--quick`: three minutes; `--json`: one JSON
 * object as the last line. `--terminals N`: so many at once at one broker, idle, instead.
 */
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { figuresLine, figuresOf, type Figures } from './copy-figures.ts';
import { fleetLines, measureFleet, SETTLE_MS } from './terminal-fleet.ts';
import { TerminalRig, type TerminalCase } from './terminal-rig.ts';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    terminals: { type: 'string' },
  },
});

const CASES: readonly TerminalCase[] = [
  { timerFloor: true, waitMs: 8 },
  { timerFloor: false, waitMs: 8 },
  { timerFloor: true, waitMs: 0 },
];
const ASKS = flags.quick ? 200 : 1_000;
const TRADES = flags.quick ? 50 : 200;
const IDLE_MS = flags.quick ? 4_000 : 15_000;
const STARTS = flags.quick ? 2 : 5;
const ANSWER_MS = 20_000;
const COPY_MAGIC = 5_499_956_939_221_690_880n;

interface CaseReport extends TerminalCase {
  readonly readyMs: number;
  /** Of one core. */
  readonly idleCpuPercent: number | null;
  readonly polledCpuPercent: number | null;
  readonly rssMb: number | null;
  readonly rssAfterTradesMb: number | null;
  /** From the request to its answer. */
  readonly answer: Figures;
  /** From the request to OrderSend. */
  readonly order: Figures;
  /** From the request to the answer with the fill. */
  readonly trade: Figures;
}

let magics = 0n;

async function measure(rig: TerminalRig, terminal: TerminalCase): Promise<CaseReport> {
  const readyMs: number[] = [];
  for (let count = 0; count < STARTS; count += 1) {
    await rig.stop();
    readyMs.push(await rig.start(terminal));
  }
  await rig.synced();
  await delay(SETTLE_MS);
  const rssMb = rig.use?.rssMb ?? null;
  const idleCpuPercent = await cpuPercent(rig, () => delay(IDLE_MS));
  const polledCpuPercent = await cpuPercent(rig, async () => {
    const until = performance.now() + IDLE_MS;
    for (let count = 0; performance.now() < until; count += 1) {
      await ask(rig, `poll-${String(count)}`);
      await delay(100);
    }
  });
  const answers: number[] = [];
  for (let count = 0; count < ASKS; count += 1) {
    answers.push(await timed(() => ask(rig, `ask-${String(count)}`)));
    // Not in step with the EA's timer.
    await delay(20 * Math.random());
  }
  const { order, trade } = await trades(rig);
  return {
    ...terminal,
    readyMs: Math.round(figuresOf(readyMs).p50),
    idleCpuPercent,
    polledCpuPercent,
    rssMb,
    rssAfterTradesMb: rig.use?.rssMb ?? null,
    answer: figuresOf(answers),
    order,
    trade,
  };
}

/** Opens, each closed before the next one. */
async function trades(rig: TerminalRig): Promise<Pick<CaseReport, 'order' | 'trade'>> {
  const { link } = rig;
  const askedNs = new Map<string, bigint>();
  const tradeMs: number[] = [];
  for (let count = 0; count < TRADES; count += 1) {
    const magic = String(COPY_MAGIC + magics++);
    const id = `open/${magic}`;
    const validUntil = Math.round(link.session?.eaNowMs ?? 0) + ANSWER_MS;
    const common = { symbol: 'EURUSD', volume: '0.10', sl: '0', tp: '0', magic } as const;
    const limits = { deviation: 50, comment: 'bench', filling: 'IOC', worstPrice: '9' } as const;
    const params = { type: 'BUY', ...common, ...limits, validUntil, magicSince: 0 } as const;
    askedNs.set(magic, process.hrtime.bigint());
    let ticket = '';
    const openMs = await timed(async () => {
      const reply = await link.request(id, { action: 'TRADE', params }, ANSWER_MS);
      if (!('ticket' in reply)) throw new Error(`${id}: ${JSON.stringify(reply)}`);
      ticket = String(reply['ticket']);
    });
    tradeMs.push(openMs);
    await delay(20 * Math.random());
    const close = { ticket, identifier: ticket, volume: '0.10', ifVolume: '0.10', magic };
    await link.request(`close/${magic}`, { action: 'CLOSE', params: close }, ANSWER_MS);
    await delay(20 * Math.random());
  }
  const sentNs = rig.orderSendNs();
  const orderMs = [...askedNs].map(([magic, ns]) => Number((sentNs.get(magic) ?? ns) - ns) / 1e6);
  return { order: figuresOf(orderMs), trade: figuresOf(tradeMs) };
}

function ask({ link }: TerminalRig, name: string): Promise<unknown> {
  const id = `${name}/${String(performance.now())}`;
  return link.request(id, { action: 'GET_POSITIONS', params: {} }, ANSWER_MS);
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}

async function cpuPercent(rig: TerminalRig, act: () => Promise<unknown>): Promise<number | null> {
  const before = rig.use;
  const spentMs = await timed(act);
  const after = rig.use;
  if (before === null || after === null) return null;
  return Math.round(((after.cpuMs - before.cpuMs) / spentMs) * 1_000) / 10;
}

if (flags.terminals !== undefined) {
  const report = await measureFleet(Number(flags.terminals), IDLE_MS);
  for (const line of fleetLines(report)) console.log(line);
  if (flags.json) console.log(JSON.stringify(report));
  process.exit(0);
}
const rig = await TerminalRig.make();
const reports: CaseReport[] = [];
try {
  for (const terminal of CASES) {
    const report = await measure(rig, terminal);
    reports.push(report);
    const name = `${terminal.timerFloor ? 'timer floor' : 'no floor'}, InpWaitMs ${String(terminal.waitMs)}`;
    const [idle, polled] = [report.idleCpuPercent, report.polledCpuPercent].map(String);
    console.log(
      `${name}: ready in ${String(report.readyMs)} ms, CPU ${idle} % idle and ${polled} % asked`,
    );
    console.log(
      `  RSS ${String(report.rssMb)} MB, ${String(report.rssAfterTradesMb)} MB after trades`,
    );
    console.log(figuresLine('  GET_POSITIONS to its answer, ms', report.answer));
    console.log(figuresLine('  TRADE to OrderSend, ms', report.order));
    console.log(figuresLine('  TRADE to its answer, ms', report.trade));
  }
} finally {
  await rig.end();
}
if (flags.json) console.log(JSON.stringify(reports));
