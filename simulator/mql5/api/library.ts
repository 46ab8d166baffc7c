/**
 * The functions, enumerations, structures and constants of MQL5 that this runtime knows, declared in
 * MQL5 itself and parsed once. What a program may call is exactly what stands there.
 */
import { checkProgram } from '../check-program.ts';
import type { ClassType } from '../check/class-type.ts';
import type { Scope } from '../check/symbols.ts';
import { Diagnostics, formatDiagnostic } from '../position.ts';
import { lex } from '../syntax/lexer.ts';
import { parseProgram } from '../syntax/parser.ts';
import { TOKEN } from '../syntax/token.ts';
import { LANGUAGE } from './language.ts';
import { SYMBOL } from './symbol.ts';
import { SYSTEM } from './system.ts';
import { TERMINAL } from './terminal.ts';
import { TRADE } from './trade.ts';

export interface Library {
  readonly scope: Scope;
  /** Names that the parser must know to be types. */
  readonly typeNames: readonly string[];
  readonly functionNames: readonly string[];
  readonly classes: readonly ClassType[];
}

let known: Library | null = null;

/** The library, made at the first call. */
export function library(): Library {
  known ??= makeLibrary();
  return known;
}

function makeLibrary(): Library {
  const diagnostics = new Diagnostics();
  const declarations = [SYMBOL, LANGUAGE, TERMINAL, TRADE, SYSTEM].flatMap((text) => {
    const tokens = lex(text, '');
    const end = { kind: TOKEN.eof, text: '', space: true, file: '', line: 1, col: 1, order: 0 };
    return parseProgram([...tokens, end], diagnostics, { typeNames: [], lenient: false });
  });
  const { checker } = checkProgram(declarations, diagnostics, 0, null);
  const [problem] = diagnostics.list;
  if (problem !== undefined)
    throw new TypeError(`the library is wrong: ${formatDiagnostic(problem)}`);
  const names = [...checker.builtins.names];
  const typeNames = names.flatMap(([name, symbol]) => (symbol.kind === 'type' ? [name] : []));
  const functionNames = names.flatMap(([name, symbol]) =>
    symbol.kind === 'functions' ? [name] : [],
  );
  return { scope: checker.builtins, typeNames, functionNames, classes: checker.classes };
}
