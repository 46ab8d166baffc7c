/**
 * Port: what an operator ordered of one account and still holds after a restart. Kept in the database;
 * while that is down, in a local file of the same form (operator-state-file.ts).
 * An account is known by its login and server, and by its name only as long as these are not known: a name may change.
 */
import { z } from 'zod';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { AccountId, AccountName } from '../domain/ids.ts';

/** See file header. */
export interface OperatorState {
  /** Grows by one with every order: of two places the higher one counts. */
  readonly revision: number;
  readonly isPaused: boolean;
  readonly isFlattening: boolean;
  /** When it was ordered, epoch ms. */
  readonly atMs: number;
}

/** Whom the orders are of; see file header. */
export type OrderedAccount = AccountId | AccountName;

/** Nothing was ever ordered. */
export const NO_ORDERS: OperatorState = {
  revision: 0,
  isPaused: false,
  isFlattening: false,
  atMs: 0,
};

/** See file header. Every method throws `StoreUnavailableError` when the place does not answer. */
export interface OperatorStateStore {
  /** The state of this account; {@link NO_ORDERS} when there is none. */
  find(account: OrderedAccount): Promise<OperatorState>;
  /**
   * Stores the state unless one of the same or a higher revision is there; durable when it resolves.
   * @returns whether it was stored.
   */
  put(account: OrderedAccount, state: OperatorState): Promise<boolean>;
  /** As if nothing had been ordered; another account may have this name from now on. */
  forget(account: OrderedAccount): Promise<void>;
}

const whole = z.union([z.int(), z.bigint().transform(Number)]).pipe(z.int().min(0));
const flag = z.union([z.boolean(), z.bigint().transform((value) => value === 1n)]);
const fields = z.object({ revision: whole, isPaused: flag, isFlattening: flag, atMs: whole });

/** @throws StoreUnavailableError when it is no state: an order that cannot be read may not be lost. */
export function parseOperatorState(account: string, value: unknown): OperatorState {
  const result = fields.safeParse(value);
  if (result.success) return result.data;
  throw new StoreUnavailableError(
    `the operator's state of "${account}" cannot be read (${z.prettifyError(result.error)}): remove it, then pause the account again if need be`,
  );
}
