/** A status report for people: processes, alarms and what to do about them. */
import type {
  ProcessReport,
  StandingAlarm,
  StatusReport,
} from '../messaging/ipc/control-report.ts';
import type { NodeStatus } from '../messaging/ipc/node-command.ts';
import { START_ORDER } from './child-spec.ts';
import { cell, localTime, table } from './table.ts';

const HEAD = ['PROCESS', 'STATE', 'TERMINAL', 'BOOK', 'COPIES', 'TODAY', 'LATENCY', 'NOTES'];
const LONGEST_DETAIL = 400;

/** See file header. */
export function statusText(report: StatusReport, nowMs: number): string {
  const { pid, sinceMs, database, isDatabaseUp, processes, alarms } = report;
  const down = isDatabaseUp ? '' : ' (does not answer)';
  return [
    `Lockstep runs since ${localTime(sinceMs)} (process ${String(pid)}), database ${cell(database)}${down}`,
    '',
    processes.length === 0
      ? 'No process runs: `lockstep accounts list` shows the accounts.'
      : table(
          HEAD,
          inOrder(processes).map((each) => processCells(each, nowMs)),
        ),
    '',
    alarms.length === 0 ? 'No alarm stands.' : alarms.map((each) => alarmText(each)).join('\n'),
  ].join('\n');
}

/** Terminals, masters, slaves, each by name: a restart moves nobody. */
function inOrder(processes: readonly ProcessReport[]): readonly ProcessReport[] {
  return START_ORDER.flatMap((role) =>
    processes
      .filter((each) => each.role === role)
      .toSorted((left, right) => (left.account < right.account ? -1 : 1)),
  );
}

function processCells(child: ProcessReport, nowMs: number): readonly string[] {
  const { id, role, state, node } = child;
  const isSilent = node === null && role !== 'terminal' && state === 'ready';
  return [
    cell(id),
    state,
    node === null ? '' : linkText(node, nowMs),
    node === null ? '' : bookText(node),
    node?.role === 'slave' ? copiesText(node) : '',
    node?.role === 'slave' ? todayText(node) : '',
    node?.latencyMs ? `${ms(node.latencyMs.p50)} / ${ms(node.latencyMs.p99)}` : '',
    [...notes(child), ...(isSilent ? ['does not answer'] : [])].join(', '),
  ];
}

function linkText({ isConnected, linkSinceMs }: NodeStatus, nowMs: number): string {
  return `${isConnected ? 'connected' : 'away'} ${duration(nowMs - linkSinceMs)}`;
}

function bookText({ bookAgeMs, isBookComplete }: NodeStatus): string {
  if (bookAgeMs === null) return 'none';
  return `${duration(bookAgeMs)} old${isBookComplete === false ? ', incomplete' : ''}`;
}

function copiesText({ copies, bookAgeMs }: NodeStatus): string {
  const { open, opening, closing, unknown } = copies;
  // The ledger is read when the terminal first connects.
  if (bookAgeMs === null && open + opening + closing + unknown === 0) return 'not known';
  const rest = [
    [opening, 'opening'],
    [closing, 'closing'],
    [unknown, 'in doubt'],
  ] as const;
  return [
    `${String(open)} open`,
    ...rest.filter(([count]) => count > 0).map(([count, name]) => `${String(count)} ${name}`),
  ].join(', ');
}

function todayText({ today }: NodeStatus): string {
  const { opened, closed, refused, detached } = today;
  const parts = [
    `${String(opened)} opened`,
    `${String(closed)} closed`,
    `${String(refused)} refused`,
  ];
  return [...parts, ...(detached > 0 ? [`${String(detached)} detached`] : [])].join(', ');
}

function* notes({ isSafe, restarts, node }: ProcessReport): Iterable<string> {
  if (isSafe && node?.blocks.includes('safe') !== true) yield 'SAFE';
  // The link is in a column of its own.
  for (const block of node?.blocks ?? []) if (block !== 'link') yield block.toUpperCase();
  if (restarts > 0) yield restarts === 1 ? '1 restart' : `${String(restarts)} restarts`;
  for (const { name, bookAgeMs } of node?.masters ?? []) {
    if (bookAgeMs === null || bookAgeMs > 3_000) yield `master ${cell(name)} silent`;
  }
}

function alarmText({ code, account, subject, detail, sinceMs, wayOut }: StandingAlarm): string {
  const about = subject === account || subject === 'terminal' ? '' : ` ${cell(subject)}`;
  return [
    `ALARM ${code} on ${cell(account)} since ${localTime(sinceMs)}${about}`,
    `  ${cell(detail, LONGEST_DETAIL)}`,
    `  -> ${wayOut}`,
  ].join('\n');
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

/** `0.2 s`, `45 s`, `12 min`, `3.4 h`, `2 d`. */
export function duration(durationMs: number): string {
  const seconds = Math.max(0, durationMs) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${seconds.toFixed(0)} s`;
  if (seconds < 6_000) return `${(seconds / 60).toFixed(0)} min`;
  if (seconds < 172_800) return `${(seconds / 3_600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(0)} d`;
}
