/**
 * What is made of a list that comes again and again, made once: most of a busy account's books repeat the
 * closing deals of the one before (kept-closings.ts, closings-line.ts).
 *
 * Invariant: what is handed out says what its list says; of a list that is not frozen nothing is kept.
 */

/** `make`, remembered for as long as somebody holds the list. */
export function oncePerList<List extends readonly unknown[], Made>(
  make: (list: List) => Made,
): (list: List) => Made {
  const known = new WeakMap<List, { readonly made: Made }>();
  return (list) => {
    const before = known.get(list);
    if (before !== undefined) return before.made;
    const made = make(list);
    if (Object.isFrozen(list)) known.set(list, { made });
    return made;
  };
}
