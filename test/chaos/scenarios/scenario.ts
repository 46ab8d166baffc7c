/**
 * A scenario: one behaviour in lines that a trader can read. `I` initiates, `E` expects, `#` explains.
 * Positions are numbered in the order in which they were opened, each account's by themselves. There is a
 * second master where a line speaks of him.
 * Nothing here knows where a scenario runs.
 */

import type { Expectation, Instruction, Line, Operation, Trader } from './scenario-line.ts';

const WITHIN_MS = 5_000;
const NAME = '(master|second master|slave)';
const SECONDS = String.raw`(\d+(?:\.\d+)?) s`;

type Words = readonly string[];
type Reader<Read> = readonly [RegExp, (words: Words) => Read];

const INSTRUCTIONS: readonly Reader<Instruction>[] = [
  [/^setting (\w+) is (\S+)$/, ([name = '', value = '']) => ({ type: 'setting', name, value })],
  [pattern(`${SECONDS} pass`), ([seconds]) => ({ type: 'pass', ms: ms(seconds) })],
  [
    pattern(`${NAME} opens (BUY|SELL) (\\S+)`),
    ([who, side, volume = '']) => ({
      type: 'open',
      who: trader(who),
      side: side === 'BUY' ? 'BUY' : 'SELL',
      volume,
    }),
  ],
  [
    pattern(`${NAME} closes (?:(\\S+) of )?(\\d+)`),
    ([who, volume, position]) => ({
      type: 'close',
      who: trader(who),
      position: Number(position),
      volume: volume ?? null,
    }),
  ],
  [
    pattern(`${NAME} sets sl (\\d+) tp (\\d+) of (\\d+)`),
    ([who, sl, tp, position]) => ({
      type: 'stops',
      who: trader(who),
      position: Number(position),
      sl: Number(sl),
      tp: Number(tp),
    }),
  ],
  [/^price moves (-?\d+) points$/, ([points]) => ({ type: 'price', points: Number(points) })],
  [
    /^operator (pause|resume|flatten)s$/,
    ([order]) => ({ type: 'operator', order: order as 'pause' | 'resume' | 'flatten' }),
  ],
  [
    pattern(`${NAME} (node|terminal) crashes(?: at step (\\d+))? for ${SECONDS}`),
    ([who, what, step, seconds]) => ({
      type: 'crash',
      who: trader(who),
      what: what === 'node' ? 'node' : 'terminal',
      step: Number(step ?? 1),
      forMs: ms(seconds),
    }),
  ],
  [
    pattern(`(database|bus|link|market) is away for ${SECONDS}`),
    ([of, seconds]) => ({
      type: 'outage',
      of: of as 'database' | 'bus' | 'link' | 'market',
      forMs: ms(seconds),
    }),
  ],
  [
    pattern(`${NAME} terminal lists nothing for ${SECONDS}`),
    ([who, seconds]) => ({ type: 'unsynchronised', who: trader(who), forMs: ms(seconds) }),
  ],
  [
    /^broker (refuses|answers) the next (\S+) with (\d+)$/,
    ([verb, on, retcode]) => ({
      type: 'broker',
      how: { type: verb === 'refuses' ? 'refuse' : 'answer', retcode: Number(retcode) },
      on: operation(on),
    }),
  ],
  [
    /^broker (requotes|loses its reply to) the next (\S+)$/,
    ([verb, on]) => ({
      type: 'broker',
      how: { type: verb === 'requotes' ? 'requote' : 'lose-reply' },
      on: operation(on),
    }),
  ],
  [
    pattern(`${NAME} broker fills the next (\\S+) in parts`),
    ([who, on]) => ({
      type: 'broker',
      how: { type: 'split-fill', of: trader(who) },
      on: operation(on),
    }),
  ],
  [
    pattern(`broker executes the next (\\S+) ${SECONDS} late`),
    ([on, seconds]) => ({
      type: 'broker',
      how: { type: 'late-execution', ms: ms(seconds) },
      on: operation(on),
    }),
  ],
];

const EXPECTATIONS: readonly Reader<Expectation>[] = [
  [/^slave holds nothing$/, () => ({ type: 'holds', positions: [] })],
  [
    /^slave holds ((?:BUY|SELL) .+)$/,
    ([list = '']) => ({ type: 'holds', positions: list.split(', ').toSorted() }),
  ],
  [
    /^copy (\d+) is (\S+)(?: (\S+))?$/,
    ([position, status = '', code]) => ({
      type: 'copy',
      position: Number(position),
      status,
      code: code ?? null,
    }),
  ],
  [/^books agree$/, () => ({ type: 'agree' })],
  [
    pattern(`nothing happens for ${SECONDS}`),
    ([seconds]) => ({ type: 'quiet', forMs: ms(seconds) }),
  ],
  [/^slave opened (\d+) times?$/, ([times]) => ({ type: 'opened', times: Number(times) })],
];

/** @throws Error naming the line that cannot be read. */
export function parseScenario(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const parsed = parseLine(line);
    if (parsed === null) throw new Error(`line ${String(index + 1)} cannot be read: "${line}"`);
    lines.push(parsed);
  }
  return lines;
}

function parseLine(line: string): Line | null {
  const [, kind, text = ''] = /^([IE]) +(.*)$/.exec(line) ?? [];
  if (kind === 'I') {
    const instruction = read(text, INSTRUCTIONS);
    return instruction === null ? null : { kind, text, instruction };
  }
  if (kind !== 'E') return null;
  const [, what = text, seconds] = new RegExp(`^(.*) within ${SECONDS}$`).exec(text) ?? [];
  const expectation = read(what, EXPECTATIONS);
  const withinMs = seconds === undefined ? WITHIN_MS : ms(seconds);
  return expectation === null ? null : { kind, text, expectation, withinMs };
}

function read<Read>(text: string, readers: readonly Reader<Read>[]): Read | null {
  for (const [words, make] of readers) {
    const match = words.exec(text);
    if (match !== null) return make(match.slice(1));
  }
  return null;
}

function pattern(source: string): RegExp {
  return new RegExp(`^${source}$`);
}

function ms(seconds: string | undefined): number {
  return Number(seconds) * 1_000;
}

function trader(who: string | undefined): Trader {
  return who === 'master' || who === 'second master' ? who : 'slave';
}

function operation(text: string | undefined): Operation {
  switch (text) {
    case 'close':
    case 'partial-close':
      return text;
    case 'modification':
      return 'modify-position';
    default:
      return 'open';
  }
}
