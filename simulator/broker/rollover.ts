/**
 * Swap at the end of a server day.
 *
 * Invariants: 1. one swap per position and day from Monday to Friday, three on the symbol's triple day;
 * 2. it is added to the position, and booked when that is closed.
 */
import type { BrokerContext } from './broker-context.ts';
import { ChangeDraft } from './change-draft.ts';
import type { LiveAccount } from './live-account.ts';
import type { LivePosition } from './live.ts';
import { roundMinor } from './money.ts';
import { UNITS_PER_LOT } from './symbol-state.ts';

const DAY_MS = 86_400_000;
const [SUNDAY, SATURDAY] = [0, 6];

/** The server's day, counted since 1970. */
export function serverDay(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS);
}

/** Charges the days that ended since the last call. */
export function rollOver(ctx: BrokerContext, account: LiveAccount): void {
  const today = serverDay(ctx.clock.nowMs());
  if (account.rolloverDay === today) return;
  const draft = new ChangeDraft();
  for (let day = account.rolloverDay; day < today; day += 1) {
    const weekday = (day + 4) % 7;
    if (weekday === SUNDAY || weekday === SATURDAY) continue;
    for (const position of account.positions.values()) {
      if (serverDay(position.timeMsc) > day) continue;
      const swap = swapMinor(account, position, weekday);
      if (swap === 0) continue;
      position.swap += swap;
      account.worth.changed(position);
      draft.positionMoved(position);
    }
  }
  account.rolloverDay = today;
  ctx.commit(account, draft);
}

function swapMinor(account: LiveAccount, position: LivePosition, weekday: number): number {
  const { isBuy, symbol } = position;
  const { currencyProfit, swapLong, swapMode, swapRollover3Days, swapShort } = symbol.record;
  const times = weekday === swapRollover3Days ? 3 : 1;
  const perLot = Number(isBuy ? swapLong : swapShort) * times;
  const volume = position.units / UNITS_PER_LOT;
  switch (swapMode) {
    case 'DISABLED':
      return 0;
    case 'CURRENCY_DEPOSIT':
      return roundMinor(perLot * volume * account.minor);
    case 'POINTS': {
      const money = (perLot / symbol.factor) * symbol.contractSize * volume;
      const rate = account.conversion(currencyProfit).rate(money > 0 ? 'gain' : 'loss');
      return roundMinor(money * rate * account.minor);
    }
  }
}
