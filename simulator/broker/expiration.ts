/** Ends pending orders when their time is over. */
import type { BrokerContext } from './broker-context.ts';
import { ChangeDraft } from './change-draft.ts';
import { expirationMs } from './check-order.ts';
import { finish } from './execute-order.ts';
import type { LiveAccount } from './live-account.ts';
import type { LiveOrder } from './live.ts';

/** Plans the end of an order that has one; called again after its time was changed. */
export function watchExpiration(ctx: BrokerContext, account: LiveAccount, order: LiveOrder): void {
  const { expiration, lifetime, ticket, timeSetupMsc } = order;
  const atMs = expirationMs(lifetime, expiration, timeSetupMsc);
  if (atMs === Infinity) return;
  ctx.clock.after(atMs - ctx.clock.nowMs(), () => {
    const isSame = order.lifetime === lifetime && order.expiration === expiration;
    if (account.orders.get(ticket) !== order || !isSame) return;
    const draft = new ChangeDraft();
    finish(ctx, account, draft, order, 'EXPIRED');
    ctx.commit(account, draft);
  });
}
