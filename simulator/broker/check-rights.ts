/** Whether the server takes a request at all, whatever it asks for. */
import type { BrokerContext, Job } from './broker-context.ts';
import { RETCODE } from './retcode.ts';
import type { LiveAccount } from './live-account.ts';
import type { SymbolState } from './symbol-state.ts';

const DAY_MS = 86_400_000;
const WINDOW_MS = 1_000;

/** Rights of the account and the number of its requests. Counts this one. */
export function checkRights({ clock }: BrokerContext, { account, send }: Job): number {
  const { expertAllowed, requestsPerSecond, tradeAllowed } = account.settings;
  if (requestsPerSecond > 0) {
    const now = clock.nowMs();
    const times = account.requestTimes;
    while (times[0] !== undefined && times[0] <= now - WINDOW_MS) times.shift();
    if (times.length >= requestsPerSecond) return RETCODE.TOO_MANY_REQUESTS;
    times.push(now);
  }
  if (!tradeAllowed) return RETCODE.TRADE_DISABLED;
  if (send.reason === 'EXPERT' && !expertAllowed) return RETCODE.SERVER_DISABLES_AT;
  return RETCODE.DONE;
}

/** Is the symbol traded now, by its sessions and by no fault? */
export function isOpen({ clock, faults }: BrokerContext, symbol: SymbolState): boolean {
  const nowMs = clock.nowMs();
  const day = (Math.floor(nowMs / DAY_MS) + 4) % 7;
  const second = Math.floor((nowMs % DAY_MS) / 1_000);
  const isInSession = symbol.record.tradeSessions.some(
    (session) => session.day === day && second >= session.fromS && second < session.untilS,
  );
  return isInSession && !faults.isMarketClosed(symbol.name);
}

/** Are there prices for the symbol and for what converts its money? After a start they come one by one. */
export function isQuoted(account: LiveAccount, symbol: SymbolState): boolean {
  const { currencyMargin, currencyProfit } = symbol.record;
  return (
    symbol.hasQuote &&
    account.conversion(currencyProfit).isQuoted &&
    account.conversion(currencyMargin).isQuoted
  );
}
