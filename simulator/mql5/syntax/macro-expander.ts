/**
 * Uses of macros in a stream of tokens: which names are uses, their arguments, and what they become.
 * Invariants: 1. a macro is not expanded inside its own expansion; 2. `order` of emitted tokens grows.
 */
import type { Diagnostics } from '../position.ts';
import type { Conditions } from './conditions.ts';
import { substitute, type Macro } from './macro.ts';
import { TOKEN, type DirectiveToken, type Token } from './token.ts';

/** A use of a macro that makes more tokens than this, on the way or at its end, is a mistake (error 320). */
const MAX_EXPANSION = 200_000;

/** Macros whose value depends on where they stand. */
const PLACE_MACROS = new Set(['__LINE__', '__COUNTER__', '__FILE__', '__PATH__']);

/** A list of tokens that is being read; the innermost expansion is the last frame. */
export interface Frame {
  readonly tokens: readonly Token[];
  next: number;
  /** The macro whose expansion this is. */
  readonly macro: string | null;
  /** Those of a file; an expansion has none. */
  readonly conditions?: Conditions;
}

export class MacroExpander {
  readonly macros: Map<string, Macro>;
  readonly #diagnostics: Diagnostics;
  #counter = 0;
  #order = 0;
  /** How many tokens the use that is being expanded has made so far. */
  #made = 0;

  constructor(macros: Map<string, Macro>, diagnostics: Diagnostics) {
    this.macros = macros;
    this.#diagnostics = diagnostics;
  }

  /** Whether this name means something to the preprocessor; all others are emitted as they are. */
  isMacro(name: string): boolean {
    return this.macros.has(name) || (name.startsWith('__') && PLACE_MACROS.has(name));
  }

  /** Takes one token of a file and appends what it becomes to `out`. */
  expandNext(frames: Frame[], out: Token[]): void {
    this.#made = 0;
    this.#expandTo(frames, out);
  }

  #expandTo(frames: Frame[], out: Token[]): void {
    const floor = frames.length;
    do {
      const frame = frames.at(-1);
      if (frame === undefined) return;
      const token = frame.tokens[frame.next];
      if (token === undefined) {
        if (frames.length <= floor) return;
        frames.pop();
        continue;
      }
      frame.next++;
      if (token.kind !== TOKEN.name || !this.#useMacro(token, frames)) this.emit(token, out);
    } while (frames.length > floor);
  }

  /** Pushes the expansion of `token` as a frame; false when it is no use of a macro. */
  #useMacro(token: Token, frames: Frame[]): boolean {
    if (!this.isMacro(token.text)) return false;
    if (token.text === '__LINE__') return this.#pushLiteral(token, String(token.line), frames);
    if (token.text === '__COUNTER__')
      return this.#pushLiteral(token, String(this.#counter++), frames);
    if (token.text === '__FILE__' || token.text === '__PATH__') {
      const name = token.text === '__PATH__' ? token.file : token.file.replace(/^.*\//, '');
      return this.#pushLiteral(token, JSON.stringify(name), frames, TOKEN.string);
    }
    const macro = this.macros.get(token.text);
    if (macro === undefined || frames.some((frame) => frame.macro === macro.name)) return false;
    const args = macro.parameters === null ? [] : this.#arguments(macro, token, frames);
    if (args === null) return false;
    if (this.#made > MAX_EXPANSION) return true;
    const expand = (tokens: readonly Token[]) => this.#expandArgument(tokens, frames);
    const tokens = substitute(macro, args, token, expand);
    const before = this.#made;
    this.#made += tokens.length + 1;
    if (this.#made > MAX_EXPANSION) {
      if (before <= MAX_EXPANSION)
        this.#diagnostics.error(token, 320, `macro too complex '${token.text}'`);
      return true;
    }
    frames.push({ tokens, next: 0, macro: macro.name });
    return true;
  }

  /** Expands an argument by itself; macros that are being expanded stay as they are. */
  #expandArgument(tokens: readonly Token[], frames: readonly Frame[]): Token[] {
    const stack: Frame[] = [];
    for (const { macro } of frames) if (macro !== null) stack.push({ tokens: [], next: 0, macro });
    const own: Frame = { tokens, next: 0, macro: null };
    stack.push(own);
    const expanded: Token[] = [];
    for (; own.next < tokens.length;) this.#expandTo(stack, expanded);
    return expanded;
  }

  #pushLiteral(
    at: Token,
    text: string,
    frames: Frame[],
    kind: Token['kind'] = TOKEN.number,
  ): boolean {
    frames.push({ tokens: [{ ...at, kind, text }], next: 0, macro: at.text });
    return true;
  }

  /** The arguments of a call of a function-like macro; `null` when it is not called. */
  #arguments(macro: Macro, use: Token, frames: Frame[]): Token[][] | null {
    const reader = new ArgumentReader(frames);
    if (reader.peek()?.text !== '(') return null;
    const args = reader.read();
    const wanted = macro.parameters?.length ?? 0;
    // `#define log()` takes whatever `log(…)` is given, and drops it.
    if (args === null || (args.length !== wanted && wanted > 0)) {
      this.#diagnostics.error(use, 318, `invalid number of parameters for macro '${macro.name}'`);
      return args ?? [];
    }
    return args;
  }

  emit(token: Token, out: Token[]): void {
    token.order = this.#order++;
    out.push(token);
  }
}

/** Reads balanced arguments across the frames; what a finished expansion left open continues below it. */
class ArgumentReader {
  readonly #frames: Frame[];

  constructor(frames: Frame[]) {
    this.#frames = frames;
  }

  peek(): Token | undefined {
    for (let i = this.#frames.length - 1; i >= 0; i--) {
      const frame = this.#frames[i];
      const token = frame?.tokens[frame.next];
      if (token !== undefined) return token;
    }
    return undefined;
  }

  /** `null` when the closing parenthesis is missing. */
  read(): Token[][] | null {
    this.#take();
    const args: Token[][] = [[]];
    for (let depth = 1; ;) {
      const token = this.#take();
      if (token === undefined) return null;
      if (token.text === '(') depth++;
      if (token.text === ')' && --depth === 0) return args;
      if (token.text === ',' && depth === 1) args.push([]);
      else args.at(-1)?.push(token);
    }
  }

  #take(): Token | undefined {
    for (let i = this.#frames.length - 1; i >= 0; i--) {
      const frame = this.#frames[i];
      if (frame === undefined) continue;
      for (let token = frame.tokens[frame.next]; token; token = frame.tokens[frame.next]) {
        frame.next++;
        if (token.kind === TOKEN.directive) frame.conditions?.take(token as DirectiveToken);
        else if (frame.conditions?.active !== false) return token;
      }
    }
    return undefined;
  }
}
