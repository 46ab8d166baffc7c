/** The line that says what a slave leaves at its broker when its node stops. */
import type { HeldCopy } from './node-command.ts';

/** `3 copies stay open, 1 of them without SL`. */
export function leftOpen(held: readonly HeldCopy[]): string {
  if (held.length === 0) return 'no copy stays open';
  const stay = held.length === 1 ? '1 copy stays open' : `${String(held.length)} copies stay open`;
  const bare = held.filter(({ hasStop }) => hasStop === false).length;
  const unseen = held.filter(({ hasStop }) => hasStop === null).length;
  if (bare === held.length && bare > 1) return `${stay}, all without SL`;
  const parts = [
    bare === 0 && unseen === 0 ? (held.length === 1 ? 'with an SL' : 'all with an SL') : null,
    bare > 0 ? `${held.length === 1 ? '' : `${String(bare)} of them `}without SL` : null,
    unseen > 0
      ? `${held.length === 1 ? '' : `of ${String(unseen)} of them `}it is not known whether there is an SL`
      : null,
  ];
  return [stay, ...parts.filter((part) => part !== null)].join(', ');
}
