/**
 * When a symbol is traded, by its sessions in the trade server's time; and whether a close that met a
 * closed market may be tried again.
 *
 * Invariants:
 * 1. Outside all sessions it waits for the opening, and is tried at the opening at once.
 * 2. Inside a session, or where the sessions are not known, it is tried once a minute.
 * 3. A market that quotes is open, whatever the sessions say: they may be wrong, and so may the clock.
 */
import type { Tries } from './evidence.ts';
import type { PlanInput } from './plan-input.ts';
import type { Session } from './symbol-spec.ts';
import { isDue } from './tries.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** 1 January 1970 was a Thursday; Sunday is 0. */
const FIRST_DAY = 4;

/** Whether a moment of the server's clock is inside a session; null when no sessions are known. */
export function isInSession(sessions: readonly Session[], serverMs: number): boolean | null {
  if (sessions.length === 0) return null;
  const days = Math.floor(serverMs / DAY_MS);
  const today = (days + FIRST_DAY) % 7;
  const second = (serverMs - days * DAY_MS) / 1_000;
  return sessions.some(({ day, fromS, toS }) => day === today && fromS <= second && second < toS);
}

/** Whether a try on `symbol` may be made now, as far as the tries before it are concerned. */
export function mayTryNow(tries: Tries | undefined, symbol: string, input: PlanInput): boolean {
  if (tries === undefined) return true;
  const isOver = isDue(tries, input.nowMs);
  const { marketClosedAtMs } = tries;
  if (marketClosedAtMs === null || marketClosedAtMs === undefined) return isOver;
  const lookup = input.symbols.get(symbol);
  const sessions = lookup?.type === 'known' ? (lookup.spec.sessions ?? []) : [];
  const isOpen = isInSession(sessions, onServer(input, input.nowMs));
  if (isOpen === null) return isOver;
  if (!isOpen) return isOver && isQuoting(symbol, input);
  const wasOpen = isInSession(sessions, onServer(input, marketClosedAtMs));
  return isOver || wasOpen === false;
}

function onServer({ slaveBook }: PlanInput, atMs: number): number {
  return slaveBook === null ? atMs : slaveBook.serverNowMs + (atMs - slaveBook.readAtMs);
}

function isQuoting(symbol: string, { quotes, nowMs, settings }: PlanInput): boolean {
  const quote = quotes.get(symbol);
  return (
    quote !== undefined && Math.abs(nowMs - quote.receivedAtMs) <= settings.windows.staleQuoteMs
  );
}
