/**
 * Files to one stream of tokens: includes, conditions and macros are done when the parser starts.
 * Invariants: 1. every file is included once; 2. conditions must balance within a file (error 372);
 * 3. the last token is the end of the program.
 */
import { type Diagnostics, type Position } from '../position.ts';
import { Conditions } from './conditions.ts';
import { decodeSource } from './decode-source.ts';
import { lex } from './lexer.ts';
import { MacroExpander, type Frame } from './macro-expander.ts';
import { parseMacro, type Macro } from './macro.ts';
import { predefinedMacros } from './predefined.ts';
import { includeCandidates, normalizePath, type ReadSource } from './source-reader.ts';
import { TOKEN, type DirectiveToken, type Token } from './token.ts';

export interface PreprocessorOptions {
  readonly main: string;
  readonly read: ReadSource;
  readonly includeFolders: readonly string[];
  /** The moment of compilation for `__DATE__`, `__DATETIME__` and `D''`, in seconds since 1970. */
  readonly now: number;
  /** When true a file that cannot be included is listed in `missing`, not reported. */
  readonly tolerateMissing: boolean;
}

export interface Preprocessed {
  readonly tokens: readonly Token[];
  /** Names of included files that were not found. */
  readonly missing: readonly string[];
  readonly properties: readonly { name: string; value: string; at: Position }[];
}

const MAX_INCLUDE_DEPTH = 64;

export function preprocess(options: PreprocessorOptions, diagnostics: Diagnostics): Preprocessed {
  return new Preprocessor(options, diagnostics).run();
}

class Preprocessor {
  readonly #options: PreprocessorOptions;
  readonly #diagnostics: Diagnostics;
  readonly #expander: MacroExpander;
  readonly #included = new Set<string>();
  readonly #output: Token[] = [];
  readonly #missing: string[] = [];
  readonly #properties: { name: string; value: string; at: Position }[] = [];

  constructor(options: PreprocessorOptions, diagnostics: Diagnostics) {
    this.#options = options;
    this.#diagnostics = diagnostics;
    this.#expander = new MacroExpander(predefinedMacros(options), diagnostics);
  }

  run(): Preprocessed {
    const main = normalizePath(this.#options.main);
    const bytes = this.#options.read(main);
    if (bytes === null) {
      const at = { file: main, line: 1, col: 1, order: 0 };
      this.#diagnostics.error(at, 100, `file '${main}' not found`);
    } else this.#file(main, bytes, 0);
    const last = this.#output.at(-1);
    this.#output.push({
      kind: TOKEN.eof,
      text: '',
      space: true,
      file: last?.file ?? main,
      line: last?.line ?? 1,
      col: last === undefined ? 1 : last.col + last.text.length,
      order: this.#output.length,
    });
    return { tokens: this.#output, missing: this.#missing, properties: this.#properties };
  }

  #file(path: string, bytes: Uint8Array, depth: number): void {
    this.#included.add(path.toLowerCase());
    const tokens = lex(decodeSource(bytes), path);
    const isDefined = (name: string): boolean => this.#expander.macros.has(name);
    const conditions = new Conditions(isDefined, this.#diagnostics);
    const frame: Frame = { tokens, next: 0, macro: null, conditions };
    const frames = [frame];
    while (frame.next < tokens.length) {
      const token = tokens[frame.next];
      if (token === undefined) break;
      if (token.kind === TOKEN.directive) {
        frame.next++;
        const directive = token as DirectiveToken;
        if (conditions.take(directive) || !conditions.active) continue;
        if (directive.text === 'property') this.#property(directive, frame);
        else this.#directive(directive, depth);
      } else if (!conditions.active) frame.next++;
      else if (token.kind === TOKEN.name && this.#expander.isMacro(token.text)) {
        this.#expander.expandNext(frames, this.#output);
      } else {
        frame.next++;
        this.#expander.emit(token, this.#output);
      }
    }
    conditions.end();
  }

  #directive(directive: DirectiveToken, depth: number): void {
    switch (directive.text) {
      case 'include':
        return this.#include(directive, depth);
      case 'define':
        return this.#define(directive);
      case 'undef':
        this.#expander.macros.delete(directive.tokens[0]?.text ?? '');
        return;
      case 'import':
      case 'resource':
        this.#expander.emit(directive, this.#output);
        return;
      default:
        // What a header says when it is not included as it should be.
        if (directive.text === 'error' && this.#lacksSurroundings()) return;
        // Meant for other compilers: it changes no syntax.
        if (directive.text === 'pragma' && this.#options.tolerateMissing) return;
        this.#diagnostics.error(
          directive,
          109,
          `unknown preprocessor command '#${directive.text}'`,
        );
    }
  }

  /** A value may go on with strings in the next lines. */
  #property(at: DirectiveToken, frame: Frame): void {
    const [name, ...value] = at.tokens;
    for (;;) {
      const token = frame.tokens[frame.next];
      if (token?.kind !== TOKEN.string) break;
      value.push(token);
      frame.next++;
    }
    const texts = value.map(({ text }) => text);
    this.#properties.push({ name: name?.text ?? '', value: texts.join(' '), at });
  }

  #lacksSurroundings(): boolean {
    const { main, tolerateMissing } = this.#options;
    return tolerateMissing && (this.#missing.length > 0 || main.toLowerCase().endsWith('.mqh'));
  }

  #include(directive: DirectiveToken, depth: number): void {
    const match = /^\s*(?:<([^>\r\n]*)>|"([^"\r\n]*)")/.exec(directive.rest);
    const name = match?.[1] ?? match?.[2];
    if (name === undefined || name.trim() === '') {
      this.#diagnostics.error(directive, 105, 'incorrect file name in #include');
      return;
    }
    const { main, includeFolders, read, tolerateMissing } = this.#options;
    const system = match?.[1] !== undefined;
    const request = { name: name.trim(), system, from: directive.file, main, includeFolders };
    for (const path of includeCandidates(request)) {
      if (this.#included.has(path.toLowerCase())) return;
      const bytes = depth < MAX_INCLUDE_DEPTH ? read(path) : null;
      if (bytes !== null) return this.#file(path, bytes, depth + 1);
    }
    this.#missing.push(name);
    if (!tolerateMissing)
      this.#diagnostics.error(directive, 106, `can't open "${name}" include file`);
  }

  #define(directive: DirectiveToken): void {
    const macro = parseMacro(directive.tokens, directive, this.#diagnostics);
    if (macro === null) return;
    const before = this.#expander.macros.get(macro.name);
    if (before !== undefined && spelling(before) !== spelling(macro)) {
      this.#diagnostics.warning(directive, 30, `macro '${macro.name}' redefinition`);
    }
    this.#expander.macros.set(macro.name, macro);
  }
}

function spelling({ parameters, body }: Macro): string {
  return [parameters?.join(), ...body.map(({ text }) => text)].join(' ');
}
