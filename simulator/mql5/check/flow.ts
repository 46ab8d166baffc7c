/**
 * What happens along the paths of a function: does every one return (117), is a local variable read
 * before something was stored in it (38 never stored, 60 stored on some paths only).
 * Invariant: 1. a path that cannot go on (return, break) proves nothing about what follows it.
 */
import type { Diagnostics } from '../position.ts';
import type { Bound, BoundArgument, BoundStatement } from './bound.ts';
import type { Variable } from './symbols.ts';

/** Whether control can reach the end of these statements. */
export function completes(body: readonly BoundStatement[]): boolean {
  return body.every((statement) => completesOne(statement));
}

function completesOne(statement: BoundStatement): boolean {
  switch (statement.kind) {
    case 'return':
    case 'break':
    case 'continue':
      return false;
    case 'block':
      return completes(statement.body);
    case 'if':
      return statement.no === null || completesOne(statement.yes) || completesOne(statement.no);
    case 'loop':
      return !isEndless(statement) || breaks(statement.body);
    case 'switch': {
      const { parts } = statement;
      const hasDefault = parts.some((part) => part.kind === 'label' && part.value === null);
      const statements = parts.flatMap((part) =>
        part.kind === 'statement' ? [part.statement] : [],
      );
      const last = statements.at(-1);
      if (!hasDefault || last === undefined || parts.at(-1)?.kind === 'label') return true;
      return statements.some(breaks) || completesOne(last);
    }
    default:
      return true;
  }
}

function isEndless({ condition, form }: Extract<BoundStatement, { kind: 'loop' }>): boolean {
  if (condition === null) return form === 'for';
  return condition.kind === 'constant' && condition.value === true;
}

/** Whether a `break` in it leaves the loop or switch around it. */
function breaks(statement: BoundStatement): boolean {
  switch (statement.kind) {
    case 'break':
      return true;
    case 'block':
      return statement.body.some(breaks);
    case 'if':
      return breaks(statement.yes) || (statement.no !== null && breaks(statement.no));
    default:
      return false;
  }
}

/** Variables surely stored, and those stored on some path. */
interface Stored {
  sure: Set<Variable>;
  maybe: Set<Variable>;
}

/** Reports reads of local variables that may hold nothing yet. */
export function checkInitialized(diagnostics: Diagnostics, body: readonly BoundStatement[]): void {
  new Walk(diagnostics).statements(body, { sure: new Set(), maybe: new Set() });
}

class Walk {
  readonly #diagnostics: Diagnostics;
  readonly #tracked = new Set<Variable>();

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  statements(body: readonly BoundStatement[], stored: Stored): void {
    for (const statement of body) this.#statement(statement, stored);
  }

  #statement(statement: BoundStatement, stored: Stored): void {
    switch (statement.kind) {
      case 'declare': {
        const { init, variable } = statement;
        if (init.kind === 'value') this.#read(init.value, stored);
        if (init.kind === 'construct') this.#arguments(init.args, stored);
        if (init.kind === 'none') this.#tracked.add(variable);
        return;
      }
      case 'expression':
        return this.#read(statement.value, stored);
      case 'block':
        return this.statements(statement.body, stored);
      case 'if':
        this.#read(statement.condition, stored);
        return this.#branches(
          [[statement.yes], statement.no === null ? [] : [statement.no]],
          stored,
        );
      case 'loop':
        return this.#loop(statement, stored);
      case 'switch':
        return this.#switch(statement, stored);
      case 'return':
        if (statement.value !== null) this.#read(statement.value, stored);
        return;
      default:
    }
  }

  #branches(branches: readonly (readonly BoundStatement[])[], stored: Stored): void {
    const ends: Stored[] = [];
    for (const branch of branches) {
      const end = copy(stored);
      this.statements(branch, end);
      for (const variable of end.maybe) stored.maybe.add(variable);
      if (completes(branch)) ends.push(end);
    }
    const [first, ...rest] = ends;
    if (first === undefined) return;
    for (const variable of first.sure) {
      if (rest.every(({ sure }) => sure.has(variable))) stored.sure.add(variable);
    }
  }

  #loop(loop: Extract<BoundStatement, { kind: 'loop' }>, stored: Stored): void {
    this.statements(loop.start, stored);
    if (loop.condition !== null && loop.form !== 'do') this.#read(loop.condition, stored);
    if (loop.form === 'do' || isEndless(loop)) {
      this.#statement(loop.body, stored);
    } else this.#branches([[loop.body], []], stored);
    if (loop.condition !== null && loop.form === 'do') this.#read(loop.condition, stored);
    if (loop.step !== null)
      this.#read(loop.step, copy({ sure: stored.maybe, maybe: stored.maybe }));
  }

  #switch({ subject, parts }: Extract<BoundStatement, { kind: 'switch' }>, stored: Stored): void {
    this.#read(subject, stored);
    const branches: BoundStatement[][] = [];
    let hasDefault = false;
    for (const part of parts) {
      if (part.kind === 'statement') branches.at(-1)?.push(part.statement);
      else {
        hasDefault ||= part.value === null;
        branches.push([]);
      }
    }
    // Falling through and the `break` at a part's end both go on behind the switch.
    const open = branches.filter((branch) => branch.length > 0);
    const trimmed = open.map((branch) => branch.filter(({ kind }) => kind !== 'break'));
    this.#branches(hasDefault ? trimmed : [...trimmed, []], stored);
  }

  #arguments(args: readonly BoundArgument[], stored: Stored): void {
    for (const { value, mode } of args) {
      if (mode === 'cell' && value.kind === 'variable') this.#store(value.variable, stored);
      else this.#read(value, stored);
    }
  }

  #read(value: Bound, stored: Stored): void {
    switch (value.kind) {
      case 'variable':
        return this.#check(value.variable, value, stored);
      case 'assign':
        this.#read(value.value, stored);
        if (value.target.kind === 'variable') this.#store(value.target.variable, stored);
        else this.#read(value.target, stored);
        return;
      case 'update':
        this.#read(value.value, stored);
        return this.#read(value.target, stored);
      case 'call':
        this.#arguments(value.args, stored);
        if (value.object !== null) this.#read(value.object, stored);
        return;
      case 'call-pointer':
      case 'new':
        return this.#arguments(value.args, stored);
      case 'logical': {
        this.#read(value.left, stored);
        const right = copy(stored);
        this.#read(value.right, right);
        for (const variable of right.maybe) stored.maybe.add(variable);
        return;
      }
      case 'conditional':
        for (const part of [value.condition, value.yes, value.no]) this.#read(part, stored);
        return;
      default:
        for (const part of operands(value)) this.#read(part, stored);
    }
  }

  #check(variable: Variable, { at }: Bound, stored: Stored): void {
    if (!this.#tracked.has(variable) || stored.sure.has(variable)) return;
    const maybe = stored.maybe.has(variable);
    const text = `${maybe ? 'possible use' : 'use'} of uninitialized variable '${variable.name}'`;
    this.#diagnostics.warning(at, maybe ? 60 : 38, text);
    this.#store(variable, stored);
  }

  /** Only what began without a value is followed: the sets stay small, and are copied often. */
  #store(variable: Variable, stored: Stored): void {
    if (!this.#tracked.has(variable)) return;
    stored.sure.add(variable);
    stored.maybe.add(variable);
  }
}

function operands(value: Bound): Bound[] {
  switch (value.kind) {
    case 'field':
      return [value.object];
    case 'index':
      return [value.array, ...value.indices];
    case 'arithmetic':
    case 'compare':
    case 'sequence':
      return [value.left, value.right];
    case 'convert':
    case 'negate':
    case 'complement':
    case 'not':
    case 'delete':
    case 'address':
    case 'pointer-check':
    case 'dynamic-cast':
      return [value.value];
    case 'list':
      return [...value.items];
    case 'absent':
      return [...value.args];
    default:
      return [];
  }
}

function copy({ sure, maybe }: Stored): Stored {
  return { sure: new Set(sure), maybe: new Set(maybe) };
}
