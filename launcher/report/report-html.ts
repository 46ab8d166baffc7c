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
import { reportPlots, type Plot } from './report-plots.ts';
import { remarks, SUMMARY_HEAD, summaryCells } from './report-text.ts';

const require = createRequire(import.meta.url);

/** Title and how the column is set. A reason is a sentence: its column may break. */
const COPY_COLUMNS: readonly (readonly [string, 'number' | 'text' | ''])[] = [
  ['Time', ''],
  ['Slave', ''],
  ['Symbol', ''],
  ['Side', ''],
  ['Lots', 'number'],
  ['Master ticket', ''],
  ['Slave ticket', ''],
  ['Status', ''],
  ['Closed', ''],
  ['Slippage, points', 'number'],
  ['Commis\u00ADsion', 'number'],
  ['Swap', 'number'],
  ['Profit', 'number'],
  ['Open ms', 'number'],
  ['Close ms', 'number'],
  ['Reason', 'text'],
];
const STATUS = COPY_COLUMNS.findIndex(([title]) => title === 'Status');
const SUMMARY_COLUMNS = SUMMARY_HEAD.map((title) => [title, ''] as const);

/** See file header. */
export function reportHtml(report: DayReport): string {
  const { day, timeZone } = report;
  const plots = report.copies.length === 0 ? [] : reportPlots(report);
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
${report.copies.length === 0 ? EMPTY : body(report, plots)}
<script type="application/json" id="report">${embeddedJson({ timeZone, plots })}</script>
<script>${library}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

const EMPTY = '<p>Nothing was copied, refused or closed on this day.</p>';

function body(report: DayReport, plots: readonly Plot[]): string {
  return `<h2>Slaves</h2>
${htmlTable(SUMMARY_COLUMNS, report.slaves.map(summaryCells))}
<ul>${remarks(report)
    .map((line) => `<li>${escapeHtml(line)}</li>`)
    .join('')}</ul>
${plots.map(({ id, title: name }) => `<h2>${escapeHtml(name)}</h2>\n<div id="${escapeHtml(id)}"></div>`).join('\n')}
<h2>Copies</h2>
${htmlTable(COPY_COLUMNS, report.copies.map(copyCells(report)))}`;
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

type Columns = readonly (readonly [string, string])[];

function htmlTable(columns: Columns, rows: readonly (readonly string[])[]): string {
  const titles = columns.map(([title], index) => element('th', title, columns, index)).join('');
  const lines = rows.map((row) =>
    row[STATUS] === 'REFUSED' && columns === COPY_COLUMNS
      ? refusedLine(row)
      : `<tr>${row.map((text, index) => element('td', text, columns, index)).join('')}</tr>`,
  );
  return `<div class="wide"><table><thead><tr>${titles}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
}

function element(tag: 'td' | 'th', text: string, columns: Columns, index: number): string {
  const kind = columns[index]?.[1] ?? '';
  const set = kind === '' ? '' : ` class="${kind}"`;
  return `<${tag}${set}>${escapeHtml(text)}</${tag}>`;
}

/** What was refused has no numbers: its reason takes their place. */
function refusedLine(row: readonly string[]): string {
  const cells = row.slice(0, STATUS + 1).map((text) => element('td', text, [], 0));
  const span = String(COPY_COLUMNS.length - STATUS - 1);
  const reason = escapeHtml(row.at(-1) ?? '');
  return `<tr class="refused">${cells.join('')}<td class="text" colspan="${span}">${reason}</td></tr>`;
}

function copyCells({ day, timeZone }: DayReport): (copy: ReportedCopy) => readonly string[] {
  // The page's head names the day: only another one is written out.
  const time = (atMs: number | null): string =>
    (zonedTime(atMs, timeZone) ?? '').replace(`${day.name} `, '');
  return (copy) => [
    time(copy.openedAtMs ?? copy.intendedAtMs),
    copy.slaveName,
    copy.symbol,
    copy.direction,
    copy.volume ?? '',
    copy.masterTicket,
    copy.slaveTicket ?? '',
    copy.status,
    time(copy.closedAtMs),
    fixed(copy.fill?.slippagePoints ?? null),
    ...(['commission', 'swap', 'profit'] as const).map((field) => amounts(copy, field)),
    fixed(copy.openMs),
    fixed(copy.closeMs),
    copy.reason ?? '',
  ];
}

/** The slave's line names the currency; only where there are several, each copy does. */
function amounts({ costs }: ReportedCopy, field: 'commission' | 'profit' | 'swap'): string {
  const isOne = costs.length === 1;
  return costs.map((each) => (isOne ? each[field] : `${each[field]} ${each.currency}`)).join(', ');
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
