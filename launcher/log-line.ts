/** One line of the launcher's log: who said it, when and how bad it is; and how it is shown. */
import { z } from 'zod';
import { prettyLine } from '../config/logger.ts';

/** See file header. */
export interface LogLine {
  /** Epoch ms; null when the line does not say. */
  readonly atMs: number | null;
  readonly isError: boolean;
  /** The account, and the node as the line calls it. */
  readonly names: readonly string[];
  /** One line of JSON, without control characters that a terminal would obey. */
  readonly json: string;
}

const line = z.looseObject({
  level: z.string().optional(),
  time: z.string().optional(),
  node: z.string().optional(),
  account: z.string().optional(),
});

const ERRORS: ReadonlySet<string | undefined> = new Set(['error', 'fatal']);
// A stack's line feeds and tabs stay.
// oxlint-disable-next-line no-control-regex -- a broker's text must not steer the terminal
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** Null for what is no line of the log: torn by a crash. */
export function parseLogLine(text: string): LogLine | null {
  const parsed = line.safeParse(parse(text));
  if (!parsed.success) return null;
  const { account, level, node, time } = parsed.data;
  const atMs = time === undefined ? Number.NaN : Date.parse(time);
  return {
    atMs: Number.isNaN(atMs) ? null : atMs,
    isError: ERRORS.has(level),
    names: [node, account].flatMap((name) => name ?? []),
    json: JSON.stringify(parsed.data),
  };
}

/** For people: with the day, as a log spans many. */
export function logLineText(isColoured: boolean): (entry: LogLine) => string {
  const pretty = prettyLine(isColoured, 'SYS:yyyy-mm-dd HH:MM:ss.l');
  return ({ json }) => pretty(json).replace(/\n$/, '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'string' ? value.replaceAll(CONTROL, '?') : value,
    );
  } catch {
    // Torn: null says so.
    return null;
  }
}
