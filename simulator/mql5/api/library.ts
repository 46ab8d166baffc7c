/**
 * The functions, enumerations, structures and constants of MQL5 that this runtime knows, declared in
 * MQL5 itself. What a program may call is exactly what stands there. A declaration is parsed when its
 * name is first looked up: a program uses few of them.
 */
import { bindExpression } from '../check/bind-expressions.ts';
import { Checker } from '../check/checker.ts';
import type { ClassType } from '../check/class-type.ts';
import { declare } from '../check/declare.ts';
import { Scope, type Symbol } from '../check/symbols.ts';
import { Diagnostics, formatDiagnostic } from '../position.ts';
import { lex } from '../syntax/lexer.ts';
import { parseProgram } from '../syntax/parser.ts';
import { TOKEN } from '../syntax/token.ts';
import { indexDeclarations, type LibraryDeclaration } from './declarations.ts';
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
  /** All structures, used or not: a host may create any of them. */
  readonly classes: () => readonly ClassType[];
}

let known: Library | null = null;

/** The library, made at the first call. */
export function library(): Library {
  known ??= makeLibrary();
  return known;
}

function makeLibrary(): Library {
  const index = indexDeclarations([SYMBOL, LANGUAGE, TERMINAL, TRADE, SYSTEM]);
  const scope = new LibraryScope(new Map(index));
  const typeNames: string[] = [];
  const functionNames: string[] = [];
  for (const [name, { kind, names }] of index) {
    if (kind === 'function') functionNames.push(name);
    else if (kind === 'type' && names[0] === name) typeNames.push(name);
  }
  const classes = (): readonly ClassType[] => {
    for (const name of typeNames) scope.own(name);
    return scope.checker.classes;
  };
  return { scope, typeNames, functionNames, classes };
}

/** Declares what is asked for, and with it whatever its text names. */
class LibraryScope extends Scope {
  readonly checker: Checker;
  readonly #diagnostics = new Diagnostics();
  /** What nobody asked for yet. */
  readonly #waiting: Map<string, LibraryDeclaration>;

  constructor(waiting: Map<string, LibraryDeclaration>) {
    super(null);
    this.#waiting = waiting;
    this.checker = new Checker(this.#diagnostics, 0, this, true);
    this.checker.bindExpression = bindExpression;
  }

  override own(name: string): Symbol | undefined {
    const declaration = this.#waiting.get(name);
    if (declaration !== undefined) this.#declare(declaration);
    return this.names.get(name);
  }

  override find(name: string): Symbol | undefined {
    return this.own(name);
  }

  #declare({ names, text }: LibraryDeclaration): void {
    for (const name of names) this.#waiting.delete(name);
    const end = { kind: TOKEN.eof, text: '', space: true, file: '', line: 1, col: 1, order: 0 };
    const options = { typeNames: [], lenient: false };
    const nodes = parseProgram([...lex(text, ''), end], this.#diagnostics, options);
    declare(this.checker, nodes, this);
    const [problem] = this.#diagnostics.list;
    if (problem !== undefined)
      throw new TypeError(`the library is wrong: ${formatDiagnostic(problem)}`);
  }
}
