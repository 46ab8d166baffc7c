/** The real broker engine with the simulation's accounts, faults and market. */
import { Broker } from '../../../simulator/broker/broker.ts';
import type { BrokerFaults } from '../../../simulator/broker/broker-faults.ts';
import { ACCOUNT_DEFAULTS } from '../../../simulator/broker/broker-options.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { symbolRecord } from '../../simulator/broker/builders.ts';
import type { Settings } from './history.ts';
import { FIRST_MASTER, SERVER, SLAVE_LOGIN, SLAVE_SYMBOL } from './sim-accounts.ts';
import type { Timeline } from './timeline.ts';

/** Both accounts are at one broker, each with a symbol of its own. */
export function simBroker(
  timeline: Timeline,
  settings: Settings,
  faults: BrokerFaults,
  random: () => number,
  onDeal: (login: string, deal: Deal) => void,
): Broker {
  const { minLot, execution, executionMs } = settings;
  const broker = new Broker({
    symbols: [
      symbolRecord({ symbol: FIRST_MASTER.symbol }),
      symbolRecord({ symbol: SLAVE_SYMBOL, volumeMin: minLot, executionMode: execution }),
    ],
    clock: timeline.clock,
    random,
    faults,
    onDeal,
  });
  const account = { ...ACCOUNT_DEFAULTS, server: SERVER, balance: '1000000' };
  const slow = { min: 1, max: Math.max(1, executionMs) };
  broker.openAccount({ ...account, login: FIRST_MASTER.login }, null);
  broker.openAccount({ ...account, login: SLAVE_LOGIN, executionMs: slow }, null);
  return broker;
}
