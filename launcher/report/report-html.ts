/**
 * A day's report as one HTML file with plots.
 *
 * Invariants:
 * 1. The page holds all it needs and may ask no network for anything: its own policy forbids that.
 * 2. It runs the two scripts whose hashes its policy names and no others; no text of the data is markup.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { DayReport, ReportedCopy } from './day-report.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-script.ts';
import { zonedTime } from './report-csv.ts';
import { reportPlots } from './report-plots.ts';
import { remarks, SUMMARY_HEAD, summaryCells } from './report-text.ts';

const require = createRequire(import.meta.url);

const COPY_HEAD = [
  'Time',
  'Slave',
  'Symbol',
  'Side',
  'Lots',
  'Master',
  'Ticket',
  'Status',
  'Closed',
  'Slippage',
  'Commission',
  'Swap',
  'Profit',
  'Open ms',
  'Close ms',
  'Reason',
];
/** A reason is a sentence: its column may break. */
const REASON = COPY_HEAD.indexOf('Reason');

/** See file header. */
export function reportHtml(report: DayReport): string {
  const { day, timeZone } = report;
  const plots = reportPlots(report);
  const style = `${asset(require.resolve('uplot/dist/uPlot.min.css'))}${PAGE_STYLE}`;
  const library = asset(require.resolve('uplot/dist/uPlot.iife.min.js'));
  const policy = [
    "default-src 'none'",
    `script-src ${hash(library)} ${hash(PAGE_SCRIPT)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const title = `Lockstep, ${day.name}`;
  const empty = '<p>Nothing was copied, refused or closed on this day.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>All times: ${escapeHtml(timeZone)}</p>
<h2>Slaves</h2>
${report.slaves.length === 0 ? empty : htmlTable(SUMMARY_HEAD, report.slaves.map(summaryCells))}
<ul>${remarks(report)
    .map((line) => `<li>${escapeHtml(line)}</li>`)
    .join('')}</ul>
${plots.map(({ id, title: name }) => `<h2>${escapeHtml(name)}</h2>\n<div id="${escapeHtml(id)}"></div>`).join('\n')}
<h2>Copies</h2>
${htmlTable(COPY_HEAD, report.copies.map(copyCells(timeZone)), REASON)}
<script type="application/json" id="report">${embeddedJson({ timeZone, plots })}</script>
<script>${library}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** JSON that ends no script element, whatever text it holds. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}

/** Text as text, also between double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  textColumn = -1,
): string {
  const body = rows.map((row) => {
    const cells = row.map((text, column) =>
      column === textColumn
        ? `<td class="text">${escapeHtml(text)}</td>`
        : `<td>${escapeHtml(text)}</td>`,
    );
    return `<tr${row.includes('REFUSED') ? ' class="refused"' : ''}>${cells.join('')}</tr>`;
  });
  const titles = head.map((title) => `<th>${escapeHtml(title)}</th>`).join('');
  return `<div class="wide"><table><thead><tr>${titles}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

function copyCells(timeZone: string): (copy: ReportedCopy) => readonly string[] {
  return (copy) => [
    zonedTime(copy.openedAtMs ?? copy.intendedAtMs, timeZone) ?? '',
    copy.slaveName,
    copy.symbol,
    copy.direction,
    copy.volume ?? '',
    copy.masterTicket,
    copy.slaveTicket ?? '',
    copy.status,
    zonedTime(copy.closedAtMs, timeZone) ?? '',
    fixed(copy.fill?.slippagePoints ?? null),
    ...(['commission', 'swap', 'profit'] as const).map((field) =>
      copy.costs.map((costs) => `${costs[field]} ${costs.currency}`).join(', '),
    ),
    fixed(copy.openMs),
    fixed(copy.closeMs),
    copy.reason ?? '',
  ];
}

function fixed(value: number | null): string {
  return value === null ? '' : value.toFixed(1);
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** A file of the plotting library, which is put into the page. */
function asset(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (/<\/(?:script|style)/i.test(text)) throw new Error(`${file} cannot stand in a page`);
  return text;
}
