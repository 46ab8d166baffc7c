/**
 * Spares the parsing of what messages repeat: the closing deals of ten minutes are by far most of a busy
 * account's book, and the same ones from one read to the next.
 *
 * Invariants:
 * 1. Deals that were parsed and checked are taken again for the same characters only.
 * 2. They are the same frozen list each time, so that what was made of it can be kept by it.
 */

const KEY = '"recentlyClosed":';
/** As many accounts are told apart. */
const KNOWN_MAX = 8;

interface Known<Deal> {
  readonly text: string;
  readonly deals: Deal[];
}

/** See file header. */
export class RepeatedClosings<Deal> {
  readonly #known: Known<Deal>[] = [];

  /** The message with an empty list, and the deals that belong there; null when they are not known. */
  cut(message: string): { readonly rest: string; readonly deals: Deal[] } | null {
    const from = startOf(message);
    const found = this.#known.find(({ text }) => message.startsWith(text, from));
    if (from < 0 || found === undefined) return null;
    const tail = message.slice(from + found.text.length);
    // A name that comes twice: the last one counts.
    if (startOf(tail) >= 0) return null;
    return { rest: `${message.slice(0, from)}[]${tail}`, deals: found.deals };
  }

  /** The list, when it is one that stands for a cut one. */
  known(list: unknown): Deal[] | null {
    return this.#known.find(({ deals }) => deals === list)?.deals ?? null;
  }

  /** Keeps a message's deals: as JSON has them, and as they were checked. */
  learn(message: string, json: unknown, checked: Deal[]): void {
    if (checked.length === 0) return;
    const text = JSON.stringify(json);
    // Written in another way: this sender's deals are parsed each time.
    if (!message.startsWith(text, startOf(message))) return;
    Object.freeze(checked);
    this.#known.unshift({ text, deals: checked });
    if (this.#known.length > KNOWN_MAX) this.#known.pop();
  }
}

function startOf(message: string): number {
  const at = message.indexOf(KEY);
  return at < 0 ? -1 : at + KEY.length;
}
