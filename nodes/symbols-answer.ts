/** What a terminal knows of symbols, for whoever looks for mistakes; asks and changes nothing. */
import { TerminalUnavailableError } from '../domain/errors.ts';
import type { NodeAnswer, SymbolsOfTerminal } from '../messaging/ipc/node-command.ts';
import type { SymbolResult } from '../messaging/ea-protocol.ts';
import type { EaTerminal } from './ea-terminal.ts';

const MAX_NAMES = 20_000;
const MAX_PAGES = 100;
const MAX_TRADED = 1_000;

/** Names of the broker's symbols, and the specifications of those that are wanted. */
export type AskSymbols = (
  wanted: readonly string[],
) => Promise<Pick<SymbolsOfTerminal, 'names' | 'inspected'>>;

/** @throws TerminalUnavailableError when the EA does not answer, or there is none. */
export async function symbolsAnswer(
  ask: AskSymbols | undefined,
  wanted: readonly string[],
  positions: Iterable<{ readonly symbol: string }>,
): Promise<NodeAnswer> {
  if (ask === undefined) throw new TerminalUnavailableError('its terminal is not connected yet');
  const traded = new Set([...positions].map(({ symbol }) => symbol));
  const { names, inspected } = await ask(wanted);
  return {
    type: 'symbols',
    symbols: { names, inspected, traded: [...traded].slice(0, MAX_TRADED) },
  };
}

/** @throws TerminalUnavailableError when the EA does not answer. */
export async function askSymbols(
  terminal: Pick<EaTerminal, 'symbolNames' | 'inspect'>,
  wanted: readonly string[],
): Promise<Pick<SymbolsOfTerminal, 'names' | 'inspected'>> {
  const names: string[] = [];
  for (let page = 0; page < MAX_PAGES && names.length < MAX_NAMES; page += 1) {
    const { total, symbols } = await terminal.symbolNames(names.length);
    names.push(...symbols);
    if (symbols.length === 0 || names.length >= total) break;
  }
  const inspected: SymbolsOfTerminal['inspected'] = [];
  for (const symbol of wanted) {
    const found = await terminal.inspect(symbol);
    inspected.push({ symbol, spec: found === null ? null : specOf(found) });
  }
  return { names: names.slice(0, MAX_NAMES), inspected };
}

function specOf({ digits, contractSize, volumeStep, volumeMin, volumeMax }: SymbolResult) {
  return { digits, contractSize, volumeStep, volumeMin, volumeMax };
}
