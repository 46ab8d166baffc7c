/** Text for people: aligned columns, and values that may come from anywhere. */

const GAP = '  ';
const LONGEST_CELL = 60;
// oxlint-disable-next-line no-control-regex -- control characters of a document must not reach the terminal
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/g;

/** A value as one short line: text as it is, nothing as nothing, the rest as JSON. */
export function cell(value: unknown, longest = LONGEST_CELL): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const line = text.slice(0, longest + 1).replaceAll(CONTROL, '?');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** Columns as wide as their longest cell, two spaces apart; no line ends with spaces. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** Local time to the second, as a trader reads it: `2026-11-21 10:15:00`; empty for none. */
export function localTime(atMs: number | null): string {
  if (atMs === null) return '';
  const at = new Date(atMs);
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
