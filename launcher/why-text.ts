/** The story of one master position for people. */
import { cell, localTime } from './table.ts';
import type { WhyCopy } from './why.ts';

const LONGEST = 300;

/** See file header. */
export function whyText(ticket: string, copies: readonly WhyCopy[]): string {
  if (copies.length === 0) return '';
  return copies.map((copy) => copyText(ticket, copy)).join('\n\n');
}

function copyText(ticket: string, copy: WhyCopy): string {
  const { slave, symbol, direction, volume, status, reason, wayOut, steps } = copy;
  const also = copy.masterTicket === ticket ? '' : ` (master ticket ${copy.masterTicket})`;
  const lines = [
    `${cell(slave)}: ${status}${reason === null ? '' : `, ${cell(reason, LONGEST)}`}`,
    `  ${cell(symbol)} ${direction} ${volume === null ? '' : `${volume} lots `}of master position ${ticket}${also}`,
    copy.slaveTicket === null ? null : `  on the slave: ticket ${copy.slaveTicket}`,
    time('decided', copy.intendedAtMs),
    time('opened', copy.openedAtMs),
    time('closed', copy.closedAtMs),
    wayOut === null ? null : `  way out: ${wayOut}`,
    steps === null
      ? '  what was asked of the terminal stands in the database, which was not read'
      : null,
    ...(steps ?? []).map(({ atMs, text }) => `  ${milliseconds(atMs)}  ${cell(text, LONGEST)}`),
  ];
  return lines.filter((line) => line !== null).join('\n');
}

function time(what: string, atMs: number | null): string | null {
  return atMs === null ? null : `  ${what} ${milliseconds(atMs)}`;
}

function milliseconds(atMs: number): string {
  return `${localTime(atMs)}.${String(Math.floor(atMs) % 1_000).padStart(3, '0')}`;
}
