/** Asks the running nodes for the symbols that doctor compares. */
import type { Account, SlaveAccount } from '../../domain/account.ts';
import { CopierError } from '../../domain/errors.ts';
import { translate } from '../../domain/symbol-translation.ts';
import type { SymbolsOfTerminal } from '../../messaging/ipc/node-command.ts';
import { findings, type Finding } from './finding.ts';
import { checkSymbols } from './symbol-checks.ts';

/** A broker with so few symbols is compared wholly. */
const FEW = 30;
/** More than these are not compared; `--symbols` chooses. */
const MAX_COMPARED = 100;

/** @throws CopierError when the node's terminal does not answer. */
export type AskNode = (name: string, symbols: readonly string[]) => Promise<SymbolsOfTerminal>;

/** @param masters connected masters that the slave follows. */
export async function symbolFindings(
  slave: SlaveAccount,
  masters: readonly Account[],
  chosen: readonly string[],
  ask: AskNode,
): Promise<readonly Finding[]> {
  const { failure, notRunning } = findings('symbols', slave.name);
  if (masters.length === 0) return [notRunning()];
  const all: Finding[] = [];
  try {
    const { names: slaveNames } = await ask(slave.name, []);
    for (const master of masters) {
      const symbols = await symbolsOf(master, slave, chosen, ask);
      const names = symbols.flatMap((symbol) => {
        const translation = translate(symbol, master.symbols, slave.symbols);
        return translation.type === 'mapped' ? [translation.symbol] : [];
      });
      all.push(
        ...checkSymbols({
          slave: slave.name,
          masterRules: master.symbols,
          slaveRules: slave.symbols,
          symbols,
          masterSpecs: specsOf(await ask(master.name, symbols)),
          slaveSpecs: specsOf(await ask(slave.name, [...new Set(names)])),
          slaveNames,
        }),
      );
    }
  } catch (error) {
    if (!(error instanceof CopierError)) throw error;
    all.push(failure(error.message, '`lockstep status` shows whether the terminals are connected'));
  }
  return all;
}

/** Those that are traded now, those that the map names, those that were asked for. */
async function symbolsOf(
  master: Account,
  slave: SlaveAccount,
  chosen: readonly string[],
  ask: AskNode,
): Promise<readonly string[]> {
  if (chosen.length > 0) return chosen.slice(0, MAX_COMPARED);
  const { names, traded } = await ask(master.name, []);
  const known = new Set(names);
  const mapped = [...slave.symbols.map.keys()].filter((symbol) => known.has(symbol));
  const few = names.length <= FEW ? names : [];
  return [...new Set([...traded, ...mapped, ...few])].toSorted().slice(0, MAX_COMPARED);
}

function specsOf({ inspected }: SymbolsOfTerminal) {
  return new Map(inspected.map(({ symbol, spec }) => [symbol, spec]));
}
