/** What holds for leases in every store: how they are read, and what a take-over makes of them. */
import { z } from 'zod';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { Lease, LeaseHolder } from './lease-store.ts';

const whole = z.union([z.int(), z.bigint().transform(Number)]).pipe(z.int().min(0));

const leaseFields = z.object({
  key: z.string(),
  number: whole,
  holder: z.object({
    hostId: z.string(),
    pid: z.int(),
    instance: z.string(),
    startTime: z.string().exactOptional(),
  }),
  beat: whole,
  released: z.boolean(),
});

/** @throws StoreUnavailableError when the fields are no lease: nobody may act on a guess. */
export function parseLease(fields: Readonly<Record<string, unknown>>): Lease {
  const result = leaseFields.safeParse(fields);
  if (result.success) return result.data;
  throw new StoreUnavailableError(
    `the lease ${JSON.stringify(fields['key'])} cannot be read (${z.prettifyError(result.error)}): remove it`,
  );
}

/** The lease as it is after `holder` has taken it over from `seen`. */
export function takenLease(
  key: string,
  holder: LeaseHolder,
  seen: Lease | null,
  floor: number,
): Lease {
  const number = Math.max((seen?.number ?? 0) + 1, Math.floor(floor) + 1);
  if (!Number.isSafeInteger(number)) throw new RangeError(`no lease number above ${String(floor)}`);
  return { key, number, holder, beat: 0, released: false };
}
