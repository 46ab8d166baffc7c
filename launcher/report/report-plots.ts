/** What the page's plots show: aligned columns as uPlot takes them, times in seconds. */
import { isOn, isRefusedOn, type DayReport, type ReportedCopy } from './day-report.ts';

/** One plot. `data` is the times, then one column per label. */
export interface Plot {
  readonly id: string;
  readonly kind: 'points' | 'bars';
  readonly title: string;
  /** Of the vertical axis. */
  readonly unit: string;
  readonly labels: readonly string[];
  readonly data: readonly (readonly (number | null)[])[];
}

interface Point {
  readonly atMs: number | null;
  readonly label: string;
  readonly value: number | null;
}

const HOUR_MS = 3_600_000;
const COUNTED = ['opened', 'closed', 'refused'] as const;

/** Only those that have something to show. */
export function reportPlots(report: DayReport): readonly Plot[] {
  const { copies, day } = report;
  const slippage = copies
    .filter(({ openedAtMs }) => isOn(day, openedAtMs))
    .map((copy) => point(copy, copy.openedAtMs, copy.fill?.slippagePoints ?? null));
  const latency = copies.flatMap((copy) => [
    point(copy, onDay(report, copy.openedAtMs), copy.openMs, 'open'),
    point(copy, onDay(report, copy.closedAtMs), copy.closeMs, 'close'),
  ]);
  return [
    pointsPlot(
      'slippage',
      "Slippage against the master's fill (positive is worse for the slave)",
      'points',
      slippage,
    ),
    pointsPlot('latency', "Latency from the master's deal to the slave's order", 'ms', latency),
    hourPlot(report),
  ].filter(({ labels }) => labels.length > 0);
}

function point(
  { slaveName }: ReportedCopy,
  atMs: number | null,
  value: number | null,
  what: string | null = null,
): Point {
  return { atMs, label: what === null ? slaveName : `${slaveName}, ${what}`, value };
}

function onDay({ day }: DayReport, atMs: number | null): number | null {
  return isOn(day, atMs) ? atMs : null;
}

function pointsPlot(id: string, title: string, unit: string, points: readonly Point[]): Plot {
  const known = points
    .flatMap(({ atMs, label, value }) =>
      atMs === null || value === null ? [] : [{ atMs, label, value }],
    )
    .toSorted((a, b) => a.atMs - b.atMs);
  const labels = [...new Set(known.map(({ label }) => label))].toSorted((a, b) => (a < b ? -1 : 1));
  const columns = labels.map((name) =>
    known.map(({ label, value }) => (label === name ? value : null)),
  );
  const data = [known.map(({ atMs }) => atMs / 1_000), ...columns];
  return { id, kind: 'points', title, unit, labels, data };
}

/** Three bars side by side for each hour of the day. */
function hourPlot({ copies, day }: DayReport): Plot {
  const hours = Math.ceil((day.untilMs - day.fromMs) / HOUR_MS);
  const moments: Readonly<Record<(typeof COUNTED)[number], readonly (number | null)[]>> = {
    opened: copies.map(({ openedAtMs }) => openedAtMs),
    closed: copies.filter(({ status }) => status !== 'REFUSED').map(({ closedAtMs }) => closedAtMs),
    refused: copies
      .filter((copy) => isRefusedOn(copy, day))
      .map(({ intendedAtMs }) => intendedAtMs),
  };
  const slots = Array.from({ length: hours * COUNTED.length }, (_, slot) => {
    const index = slot % COUNTED.length;
    const fromMs = day.fromMs + Math.floor(slot / COUNTED.length) * HOUR_MS;
    const hour = { ...day, fromMs, untilMs: fromMs + HOUR_MS };
    const name = COUNTED[index];
    const count = name === undefined ? 0 : moments[name].filter((at) => isOn(hour, at)).length;
    const atMs = fromMs + ((index + 0.5) * HOUR_MS) / COUNTED.length;
    return { at: atMs / 1_000, index, count };
  });
  const columns = COUNTED.map((_, index) =>
    slots.map((slot) => (slot.index === index && slot.count > 0 ? slot.count : null)),
  );
  const data = [slots.map(({ at }) => at), ...columns];
  return {
    id: 'hours',
    kind: 'bars',
    title: 'Copies by hour',
    unit: 'copies',
    labels: COUNTED,
    data,
  };
}
