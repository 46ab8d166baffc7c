/** The accounts of a simulation, and the symbols of their brokers. */
import type { SymbolRules } from '../../../domain/account.ts';
import {
  accountId,
  accountName,
  masterId,
  slaveId,
  type AccountName,
  type MasterId,
} from '../../../domain/ids.ts';

/** The broker of the slave and of the first master. */
export const SERVER = 'Broker-Demo';
export const SLAVE_LOGIN = '5002';
export const SLAVE_SYMBOL = 'EURUSD.s';
export const SLAVE_ID = slaveId(accountId(SLAVE_LOGIN, SERVER));

/** A master's account, the symbol that is traded there and what its document says of symbols. */
export interface TradedMaster {
  readonly name: AccountName;
  readonly id: MasterId;
  readonly login: string;
  readonly server: string;
  readonly symbol: string;
  readonly rules: SymbolRules;
}

/** The master that every history has. */
export const FIRST_MASTER: TradedMaster = {
  name: accountName('Master'),
  id: masterId(accountId('5001', SERVER)),
  login: '5001',
  server: SERVER,
  symbol: 'EURUSD',
  rules: { map: new Map(), prefix: '', suffix: '' },
};
