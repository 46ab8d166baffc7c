/** The simulation's database is a ledger like the others: the same contract. */
import { beforeEach, describe } from 'vitest';
import { describeCopyLedger } from '../../db/copy-ledger-contract.ts';
import { describeOperatorStateStore } from '../../db/operator-state-contract.ts';
import { MemoryOperatorStates, MemoryStores } from './memory-stores.ts';

let stores: MemoryStores;

beforeEach(() => {
  stores = new MemoryStores();
});

describe('ledger', () => {
  describeCopyLedger((slave) => stores.ledger(slave), { turnsWhileReading: 0 });
});
describe('operator', () => {
  describeOperatorStateStore(() => new MemoryOperatorStates());
});
