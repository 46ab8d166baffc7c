/** How each master symbol is called on a slave, and how its specification differs there. Pure. */
import { Big } from 'big.js';
import type { SymbolRules } from '../../domain/account.ts';
import { translate } from '../../domain/symbol-translation.ts';
import type { InspectedSymbol } from '../../messaging/ipc/node-command.ts';
import { commandWord } from '../command-word.ts';
import { findings, type Finding } from './finding.ts';

type Spec = NonNullable<InspectedSymbol['spec']>;

/** One master's symbols seen from one slave. */
export interface SymbolFacts {
  readonly slave: string;
  readonly masterRules: SymbolRules;
  readonly slaveRules: SymbolRules;
  /** The master's symbols that are looked at. */
  readonly symbols: readonly string[];
  readonly masterSpecs: ReadonlyMap<string, Spec | null>;
  /** By the slave's own names. */
  readonly slaveSpecs: ReadonlyMap<string, Spec | null>;
  /** All symbols of the slave's broker. */
  readonly slaveNames: readonly string[];
}

/** See file header. */
export function checkSymbols(facts: SymbolFacts): readonly Finding[] {
  const { slave, symbols, slaveRules, slaveNames } = facts;
  const { ok, failure } = findings('symbols', slave);
  const { suffix } = slaveRules;
  if (suffix !== '' && slaveNames.length > 0 && !slaveNames.some((each) => each.endsWith(suffix))) {
    return [
      failure(
        `no symbol of its broker ends with the suffix "${suffix}"`,
        `\`lockstep accounts edit ${commandWord(slave)} --suffix TEXT\` (or --unset suffix); its broker has ${slaveNames.slice(0, 3).join(', ')} …`,
      ),
    ];
  }
  if (symbols.length === 0) {
    return [
      ok('no symbol to compare yet: `lockstep doctor --symbols EURUSD XAUUSD` compares these'),
    ];
  }
  return symbols.flatMap((symbol) => symbolFindings(symbol, facts));
}

function symbolFindings(symbol: string, facts: SymbolFacts): readonly Finding[] {
  const { slave, masterRules, slaveRules, masterSpecs, slaveSpecs, slaveNames } = facts;
  const { ok, warning, failure } = findings('symbols', slave);
  const translation = translate(symbol, masterRules, slaveRules);
  if (translation.type === 'unmapped') return [ok(`${symbol}: not copied, ${translation.detail}`)];
  const there = slaveSpecs.get(translation.symbol) ?? null;
  const what = `${symbol} -> ${translation.symbol}`;
  if (there === null) {
    const like = alike(symbol, slaveNames);
    const meant = like === null ? 'NAME' : like;
    return [
      failure(
        `${what}: its broker has no such symbol`,
        `\`lockstep accounts edit ${commandWord(slave)} --symbol-map ${symbol}=${meant}\` (give the whole map), or another suffix`,
      ),
    ];
  }
  const own = masterSpecs.get(symbol) ?? null;
  if (own === null) return [ok(what)];
  const notes = differences(own, there, slave);
  if (notes.length === 0) return [ok(`${what}, the same specification`)];
  return notes.map(([text, wayOut]) => warning(`${what}: ${text}`, wayOut));
}

function differences(
  own: Spec,
  there: Spec,
  slave: string,
): readonly (readonly [string, string])[] {
  const notes: (readonly [string, string])[] = [];
  const size = [new Big(own.contractSize), new Big(there.contractSize)] as const;
  if (!size[0].eq(size[1])) {
    const factor = size[1].eq(0) ? '1' : size[0].div(size[1]).round(6).toString();
    notes.push([
      `contract size ${own.contractSize} on the master, ${there.contractSize} here: the same lots are another size`,
      `\`lockstep accounts edit ${commandWord(slave)} --sizing multiplier:${factor}\` evens it out (for all symbols)`,
    ]);
  }
  if (own.digits !== there.digits) {
    notes.push([
      `${String(own.digits)} digits on the master, ${String(there.digits)} here: a point is another size`,
      `slippage_tolerance counts this slave's points: look whether it is meant so (\`lockstep accounts show ${commandWord(slave)}\`)`,
    ]);
  }
  if (new Big(there.volumeMin).gt(own.volumeMin)) {
    notes.push([
      `at least ${there.volumeMin} lots here, ${own.volumeMin} on the master: smaller positions are refused BELOW_MIN_LOT`,
      `\`lockstep accounts edit ${commandWord(slave)} --sizing multiplier:N\` if they are to be copied`,
    ]);
  }
  if (new Big(there.volumeStep).gt(own.volumeStep)) {
    notes.push([
      `lots in steps of ${there.volumeStep} here, ${own.volumeStep} on the master: volumes are rounded down`,
      'nothing to do unless that is too coarse',
    ]);
  }
  return notes;
}

/** A name of the broker's that begins or ends with the symbol. */
function alike(symbol: string, names: readonly string[]): string | null {
  const base = symbol.slice(0, 6).toUpperCase();
  return names.find((each) => each.toUpperCase().includes(base)) ?? null;
}
