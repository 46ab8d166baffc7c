/**
 * What the event log knows of each copy's opening order: at which price the master was filled, at which
 * one the slave was.
 */
import { Big } from 'big.js';
import { z } from 'zod';
import type { EventLog, EventRecord } from '../../db/event-log.ts';
import { isDecimal } from '../../domain/symbol-spec.ts';

/** See file header. Prices as their brokers write them. */
export interface Fill {
  readonly masterPrice: string;
  readonly slavePrice: string;
  /** Of the slave's symbol; positive: the slave was filled at a worse price than the master. */
  readonly slippagePoints: number;
}

const decimal = z.string().refine(isDecimal);
const requested = z.looseObject({
  operation: z.literal('open'),
  request: z.string(),
  side: z.enum(['BUY', 'SELL']),
  master: z.looseObject({ price: decimal, slaveDigits: z.int().min(0).max(8) }),
});
const answered = z.looseObject({
  operation: z.literal('open'),
  request: z.string(),
  type: z.literal('taken'),
  price: decimal,
});

/** Events are read in parts of so many. */
const PART = 5_000;
/** Records are nearly in the order of their times; an order is requested before its copy is open. */
const SLACK_MS = 3_600_000;

/** By copy id, for the orders of these times; what was not recorded is left out. */
export async function readFills(
  log: Pick<EventLog, 'read'>,
  fromMs: number,
  untilMs: number,
): Promise<ReadonlyMap<string, Fill>> {
  const orders = new Map<string, z.infer<typeof requested>>();
  const fills = new Map<string, Fill>();
  for (let afterSeq = await seqBefore(log, fromMs - SLACK_MS); ;) {
    const part = await log.read({ afterSeq, limit: PART });
    for (const record of part) take(record, orders, fills);
    const last = part.at(-1);
    if (last === undefined || part.length < PART || last.at > untilMs + SLACK_MS) return fills;
    afterSeq = last.seq;
  }
}

function take(
  { kind, data }: EventRecord,
  orders: Map<string, z.infer<typeof requested>>,
  fills: Map<string, Fill>,
): void {
  if (kind === 'order-requested') {
    const order = requested.safeParse(data);
    if (order.success) orders.set(order.data.request, order.data);
  }
  if (kind !== 'order-answered') return;
  const reply = answered.safeParse(data);
  const order = reply.success ? orders.get(reply.data.request) : undefined;
  if (!reply.success || order === undefined) return;
  orders.delete(order.request);
  const { price, slaveDigits } = order.master;
  const moved = new Big(reply.data.price).minus(price).times(new Big(10).pow(slaveDigits));
  const slippagePoints = (order.side === 'BUY' ? moved : moved.times(-1)).round(1).toNumber();
  fills.set(copyOf(order.request), {
    masterPrice: price,
    slavePrice: reply.data.price,
    slippagePoints,
  });
}

/** A request is named `COPY/open/NUMBER` (domain/copy-identity.ts). */
function copyOf(request: string): string {
  return request.replace(/\/open\/\d+$/, '');
}

/** A record before which nothing of `fromMs` or later stands: months of history are not read for a day. */
async function seqBefore(log: Pick<EventLog, 'read'>, fromMs: number): Promise<number> {
  const isBefore = async (seq: number): Promise<boolean> => {
    const [record] = await log.read({ afterSeq: seq - 1, limit: 1 });
    return record !== undefined && record.at < fromMs;
  };
  let low = 0;
  let high = 1;
  while (await isBefore(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isBefore(middle)) low = middle;
    else high = middle;
  }
  return low;
}
