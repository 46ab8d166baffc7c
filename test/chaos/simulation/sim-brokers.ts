/** The brokers of a simulation: the slave's, where the first master is too, and perhaps another one. */
import type { Broker } from '../../../simulator/broker/broker.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { Settings } from './history.ts';
import { secondAccount, type SecondMaster } from './second-master.ts';
import { FIRST_MASTER, SLAVE_LOGIN, SLAVE_SYMBOL, type TradedMaster } from './sim-accounts.ts';
import { mastersBroker, openMaster, simBroker } from './sim-broker.ts';
import { SimBrokerFaults } from './sim-broker-faults.ts';
import type { Quoted } from './sim-market.ts';
import type { Timeline } from './timeline.ts';

/** Points of the slave's prices above the first master's, and of the other broker's. */
const [NEARBY, ELSEWHERE] = [3, -2];

/** A broker and what goes wrong there. */
export interface BrokerSide {
  readonly broker: Broker;
  readonly faults: SimBrokerFaults;
}

/** What they are made of. */
export interface SimBrokersParts {
  readonly timeline: Timeline;
  readonly settings: Settings;
  readonly second: SecondMaster | null;
  /** Random numbers of their own, by the number of who uses them. */
  readonly stream: (number: number) => () => number;
  readonly slaveDeal: (deal: Deal) => void;
  readonly masterDeal: (master: TradedMaster, deal: Deal) => void;
}

/** See file header. */
export interface SimBrokers {
  /** The slave's. */
  readonly own: BrokerSide;
  /** The second master's; null without one. */
  readonly second: BrokerSide | null;
  readonly quoted: readonly Quoted[];
}

/** See file header. */
export function simBrokers(parts: SimBrokersParts): SimBrokers {
  const { second, stream } = parts;
  const own = ownBroker(parts);
  const { broker } = own;
  const quoted: readonly Quoted[] = [
    { broker, symbol: FIRST_MASTER.symbol, awayPoints: 0 },
    { broker, symbol: SLAVE_SYMBOL, awayPoints: NEARBY },
  ];
  if (second === null) return { own, second: null, quoted };
  const account = secondAccount(second);
  if (second.at === 'same-broker') {
    openMaster(broker, account);
    return { own, second: own, quoted };
  }
  const { timeline, settings, masterDeal } = parts;
  const faults = new SimBrokerFaults(settings, stream(6));
  const onDeal = (_login: string, deal: Deal): void => masterDeal(account, deal);
  const other = mastersBroker({ timeline, faults, random: stream(7), onDeal }, account);
  openMaster(other, account);
  const { symbol } = account;
  return {
    own,
    second: { broker: other, faults },
    quoted: [...quoted, { broker: other, symbol, awayPoints: ELSEWHERE }],
  };
}

function ownBroker(parts: SimBrokersParts): BrokerSide {
  const { timeline, settings, second, stream, slaveDeal, masterDeal } = parts;
  const faults = new SimBrokerFaults(settings, stream(1));
  const onDeal = (login: string, deal: Deal): void => {
    if (login === SLAVE_LOGIN) slaveDeal(deal);
    else if (login === FIRST_MASTER.login || second === null) masterDeal(FIRST_MASTER, deal);
    else masterDeal(secondAccount(second), deal);
  };
  return {
    broker: simBroker({ timeline, faults, random: stream(2), onDeal }, settings),
    faults,
  };
}
