/** `#ifdef`, `#ifndef`, `#else` and `#endif` of one file: which of its tokens count. */
import type { Diagnostics } from '../position.ts';
import type { DirectiveToken, Token } from './token.ts';

interface Condition {
  readonly at: Token;
  active: boolean;
  /** Set behind its `#else`. */
  otherwise: boolean;
}

export class Conditions {
  /** Whether what follows counts. */
  active = true;
  readonly #open: Condition[] = [];
  readonly #isDefined: (name: string) => boolean;
  readonly #diagnostics: Diagnostics;

  constructor(isDefined: (name: string) => boolean, diagnostics: Diagnostics) {
    this.#isDefined = isDefined;
    this.#diagnostics = diagnostics;
  }

  /** @returns whether the directive is a condition; it is done then */
  take(directive: DirectiveToken): boolean {
    switch (directive.text) {
      case 'ifdef':
      case 'ifndef': {
        const defined = this.#isDefined(directive.tokens[0]?.text ?? '');
        this.#push(directive, defined === (directive.text === 'ifdef'));
        break;
      }
      case 'if':
        // C++ inside `#ifdef __cplusplus`: its own conditions only have to balance.
        if (this.active) return false;
        this.#push(directive, false);
        break;
      case 'else':
      case 'endif':
        this.#goOn(directive);
        break;
      default:
        return false;
    }
    this.active = this.#open.every((condition) => condition.active);
    return true;
  }

  /** Reports a condition that is open at the end of the file (372). */
  end(): void {
    const at = this.#open.at(-1)?.at;
    if (at !== undefined)
      this.#diagnostics.error(at, 372, `inconsistent #${at.text}, #endif expected`);
  }

  #push(at: Token, active: boolean): void {
    this.#open.push({ at, active, otherwise: false });
  }

  #goOn(directive: DirectiveToken): void {
    const condition = this.#open.at(-1);
    if (condition === undefined || (directive.text === 'else' && condition.otherwise)) {
      this.#diagnostics.error(directive, 372, `inconsistent #${directive.text}`);
    } else if (directive.text === 'endif') this.#open.pop();
    else {
      condition.active = !condition.active;
      condition.otherwise = true;
    }
  }
}
