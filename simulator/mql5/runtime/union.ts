/**
 * Base of emitted unions. The members are ordinary fields; the one used last holds the truth, and when
 * another is named it is filled from the bytes of that one.
 * Invariant: 1. emitted code names a member only through `$use`.
 */
import { Arr } from './arr.ts';
import { field, pack, scalarAt, setField, sizeOfValue, unpack } from './bytes.ts';
import { Obj } from './objects.ts';

export class Union extends Obj {
  #view: DataView | null = null;
  #last = '';

  /** The union itself, with this member up to date. */
  $use(name: string): this {
    if (name === this.#last) return this;
    const view = this.$view();
    const member = field(this, name);
    if (member instanceof Obj || member instanceof Arr) unpack(view, 0, member);
    else setField(this, name, scalarAt(view, 0, this.#formOf(name)));
    this.#last = name;
    return this;
  }

  /** All bytes, as the member used last says. */
  override $view(): DataView {
    this.#view ??= new DataView(new ArrayBuffer(this.#size()));
    if (this.#last !== '') pack(this.#view, 0, field(this, this.#last), this.#formOf(this.#last));
    return this.#view;
  }

  override $adopt(other: DataView): void {
    const own = this.$view();
    for (let at = 0; at < own.byteLength; at++)
      own.setUint8(at, at < other.byteLength ? other.getUint8(at) : 0);
    this.#last = '';
  }

  #formOf(name: string): string {
    return this.$layout?.find(([member]) => member === name)?.[1] ?? '';
  }

  #size(): number {
    const sizes = (this.$layout ?? []).map(([name, form]) => sizeOfValue(field(this, name), form));
    return Math.max(1, ...sizes);
  }
}
