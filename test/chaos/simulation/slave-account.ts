/** The slave's account as its document would say it. */
import type { SlaveAccount } from '../../../domain/account.ts';
import { accountName } from '../../../domain/ids.ts';
import { lots } from '../../../domain/symbol-spec.ts';
import { account } from '../../domain/builders.ts';
import type { Settings } from './history.ts';
import { SERVER, SLAVE_LOGIN } from './sim-accounts.ts';

/** What an edit of the document may change; each by itself. */
export const SLAVE_EDITS = {
  halved: { sizing: { mode: 'multiplier', value: '0.5' } },
  fixed: { sizing: { mode: 'fixed', value: lots('0.3') } },
  'no masters': { masters: [] },
  'one copy': { maxOpenCopies: 1 },
  'fill or kill': { filling: 'fok' },
  'changes at once': { minModifyIntervalMs: 0 },
  'short signals': { maxSignalAgeMs: 3_000 },
  'one request': { dailyRequestLimit: 1 },
  'as it was': {},
  'first master alone': { masters: [accountName('Master')] },
  'second master alone': { masters: [accountName('Second')] },
  'two copies': { maxOpenCopies: 2 },
  'half a lot': { maxTotalLots: lots('0.5') },
} as const satisfies Record<string, Partial<SlaveAccount>>;

/** The name of an edit. */
export type SlaveEdit = keyof typeof SLAVE_EDITS;

/** See file header. */
export function slaveAccount({ factor, slippage }: Settings): SlaveAccount {
  return account({
    login: SLAVE_LOGIN,
    server: SERVER,
    symbols: { map: new Map(), prefix: '', suffix: '.s' },
    slippageTolerance: slippage,
    sizing: factor === '1' ? { mode: 'same' } : { mode: 'multiplier', value: factor },
  });
}
