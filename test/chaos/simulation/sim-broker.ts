/** The real broker engine with the simulation's accounts and faults. */
import { Broker } from '../../../simulator/broker/broker.ts';
import { ACCOUNT_DEFAULTS } from '../../../simulator/broker/broker-options.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { symbolRecord } from '../../simulator/broker/builders.ts';
import type { Settings } from './history.ts';
import {
  FIRST_MASTER,
  SERVER,
  SLAVE_LOGIN,
  SLAVE_SYMBOL,
  type TradedMaster,
} from './sim-accounts.ts';
import type { SimBrokerFaults } from './sim-broker-faults.ts';
import type { Timeline } from './timeline.ts';

/** What a broker of a simulation is made of. */
export interface SimBrokerParts {
  readonly timeline: Timeline;
  readonly faults: SimBrokerFaults;
  readonly random: () => number;
  readonly onDeal: (login: string, deal: Deal) => void;
}

/** The broker of the slave and of the first master, each with a symbol of its own. */
export function simBroker(
  { timeline, ...parts }: SimBrokerParts,
  { minLot, execution, executionMs }: Settings,
): Broker {
  const broker = new Broker({
    symbols: [
      symbolRecord({ symbol: FIRST_MASTER.symbol }),
      symbolRecord({ symbol: SLAVE_SYMBOL, volumeMin: minLot, executionMode: execution }),
    ],
    clock: timeline.clock,
    ...parts,
  });
  openMaster(broker, FIRST_MASTER);
  const slow = { min: 1, max: Math.max(1, executionMs) };
  broker.openAccount({ ...RICH, server: SERVER, login: SLAVE_LOGIN, executionMs: slow }, null);
  return broker;
}

/** The broker of a master alone. */
export function mastersBroker(
  { timeline, ...parts }: SimBrokerParts,
  { symbol }: TradedMaster,
): Broker {
  return new Broker({ symbols: [symbolRecord({ symbol })], clock: timeline.clock, ...parts });
}

/** A master's account, whose orders are executed at once. */
export function openMaster(broker: Broker, { login, server }: TradedMaster): void {
  broker.openAccount({ ...RICH, server, login }, null);
}

const RICH = { ...ACCOUNT_DEFAULTS, balance: '1000000' };
