/** The slave's account as its document would say it. */
import type { SlaveAccount } from '../../../domain/account.ts';
import { account } from '../../domain/builders.ts';
import type { Settings } from './history.ts';
import { SERVER, SLAVE_LOGIN } from './sim-broker.ts';

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
