/** The contract's time windows; tests shorten some by the environment's LOCKSTEP_WINDOWS, one JSON object. */
import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';
import { DEFAULT_WINDOWS, type Windows } from '../domain/windows.ts';

const window = z.number().int().positive().exactOptional();
const changes = z.strictObject({
  absenceMs: window,
  searchMs: window,
  partSettleMs: window,
  staleBookMs: window,
  modifyBackoffMaxMs: window,
  marketClosedRetryMs: window,
});

/** @throws ConfigurationError naming every wrong window. */
export function windowsOf(env: Readonly<Record<string, string | undefined>>): Windows {
  const text = env['LOCKSTEP_WINDOWS'];
  if (text === undefined || text === '') return DEFAULT_WINDOWS;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ConfigurationError(`LOCKSTEP_WINDOWS is "${text}": it must be a JSON object`, {
      cause,
    });
  }
  const parsed = changes.safeParse(json);
  if (!parsed.success) {
    throw new ConfigurationError(`LOCKSTEP_WINDOWS:\n${z.prettifyError(parsed.error)}`);
  }
  return { ...DEFAULT_WINDOWS, ...parsed.data };
}
