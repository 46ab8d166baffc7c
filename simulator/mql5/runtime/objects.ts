/**
 * Objects and references at run time.
 * Invariants: 1. a pointer is the object or `null`; 2. an object that was deleted answers no more: using
 * it is a critical error; 3. a reference to a scalar is a cell with the one field `v`.
 */
import { CriticalError } from './critical-error.ts';

/** A field and the form of its scalars: sign and width, for example `u2`; empty for structures. */
export type Layout = readonly (readonly [field: string, form: string])[];

/** Base of all emitted structures and classes. */
export class Obj {
  // Set by the constructor: as initial values of fields they would cost a call for each object.
  /** Made by `new`. */
  declare $isDynamic: boolean;
  declare $isDeleted: boolean;

  constructor() {
    this.$isDynamic = false;
    this.$isDeleted = false;
  }

  /** How the fields follow each other as bytes; `null` unless the structure is simple. */
  get $layout(): Layout | null {
    return null;
  }

  /** The bytes of a union; of everything else there are none to share. */
  $view(): DataView | null {
    return null;
  }

  /** A union becomes a copy of these bytes, zeros behind them. */
  $adopt(_bytes: DataView): void {
    // Only a union has bytes of its own.
  }

  $init(): this {
    return this;
  }

  $set(_other: Obj): this {
    return this;
  }

  $fields(_values: readonly unknown[]): this {
    return this;
  }

  $zero(): void {
    // A structure without fields holds nothing.
  }

  $dtor(): void {
    this.$isDeleted = true;
  }
}

export interface Cell<T = unknown> {
  v: T;
}

/** The object behind a pointer. */
export function pointed<T extends Obj>(pointer: T | null): T {
  if (pointer === null || pointer.$isDeleted) throw new CriticalError('invalid pointer access');
  return pointer;
}

export function isValid(pointer: Obj | null): boolean {
  return pointer !== null && !pointer.$isDeleted;
}

export function markDynamic<T extends Obj>(object: T): T {
  object.$isDynamic = true;
  return object;
}

/** `delete`: only what `new` made may be deleted, and only once. */
export function destroy(pointer: Obj | null): void {
  if (!isValid(pointer) || pointer === null)
    throw new CriticalError('delete of an invalid pointer');
  if (!pointer.$isDynamic) throw new CriticalError('delete of an object that was not made by new');
  pointer.$dtor();
}

export function castTo(pointer: Obj | null, type: new () => Obj): Obj | null {
  return pointer instanceof type ? pointer : null;
}

/** A cell that is a field of an object. */
export function fieldCell(object: Record<string, unknown>, name: string): Cell {
  return {
    get v() {
      return object[name];
    },
    set v(value) {
      object[name] = value;
    },
  };
}
