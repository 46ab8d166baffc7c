/** Carries a fault out: at once, or by arming it for what comes. */
import { ConfigurationError } from '../../domain/errors.ts';
import type { Broker } from '../broker/broker.ts';
import type { PositionRecord, QuoteRecord, SymbolRecord, TradeRequest } from '../broker/records.ts';
import type { BrokerFault } from './broker-fault.ts';
import type { FaultSet } from './fault-set.ts';
import { isTerminalFault, type Fault } from './fault.ts';
import { together, type HeldFault } from './held-fault.ts';
import { closeByHand, closeByRequest, modifyByHand } from './manual-trade.ts';

/** Where faults are carried out. */
export interface FaultStage {
  readonly broker: Broker;
  readonly faults: FaultSet;
  hasAccount(login: string): boolean;
  /** Trades by hand; what becomes of it is seen in the account. */
  tradeByHand(login: string, trade: TradeRequest): void;
  /** One tick, past the feed. */
  show(quote: QuoteRecord): void;
  /** The true newest tick of a symbol; null before the first one. */
  trueQuote(symbol: string): QuoteRecord | null;
  /** Cuts terminals off, of one account or of all (null); null ms: until it is taken back. */
  disconnect(login: string | null, forMs: number | null): HeldFault;
  /** Runs it after so many real milliseconds, or when the fault is taken back; null: only then. */
  lasting(forMs: number | null, undo: () => void): HeldFault;
  /** Hands a fault to the account's terminals; false: none is connected. */
  tellTerminals(login: string, fault: unknown): boolean;
  /** Changes a specification and tells everybody of it. */
  changeSymbol(symbol: string, change: Partial<SymbolRecord>): void;
}

/**
 * @returns null when it is over at once, or is the terminal's to hold.
 * @throws ConfigurationError when what it names is not there.
 */
export function performFault(stage: FaultStage, fault: Fault): HeldFault | null {
  const account = 'account' in fault ? fault.account : undefined;
  if (account !== undefined && !stage.hasAccount(account)) {
    throw new ConfigurationError(`fault "${fault.type}": account ${account} is not at this broker`);
  }
  if (!isTerminalFault(fault)) return perform(stage, fault);
  if (stage.tellTerminals(fault.account, fault)) return null;
  throw new ConfigurationError(
    `fault "${fault.type}": no terminal of account ${fault.account} is connected`,
  );
}

function perform(stage: FaultStage, fault: BrokerFault): HeldFault | null {
  const { broker, faults } = stage;
  switch (fault.type) {
    case 'retcode':
    case 'lost-reply':
    case 'late-reply':
    case 'late-execution':
    case 'partial-fill':
    case 'split-fill':
    case 'requote':
    case 'slippage':
      return faults.arm(fault);
    case 'price-gap':
    case 'spread': {
      checkSymbol(stage, fault.symbol);
      const standing = faults.stand(fault);
      showAgain(stage, fault.symbol);
      return stage.lasting(fault.forMs, () => {
        standing.end();
        showAgain(stage, fault.symbol);
      });
    }
    case 'comment':
    case 'silent-feed':
    case 'market-closed':
      return faults.stand(fault);
    case 'disconnect':
      return cutOff(stage, fault);
    case 'algo-trading-off':
      broker.setRights(fault.account, { expertAllowed: false });
      return stage.lasting(fault.forMs, () => {
        broker.setRights(fault.account, { expertAllowed: true });
      });
    case 'trading-off':
      broker.setRights(fault.account, { tradeAllowed: false });
      return stage.lasting(fault.forMs, () => {
        broker.setRights(fault.account, { tradeAllowed: true });
      });
    case 'stop-hit': {
      const { account, disconnectedMs, level } = fault;
      const held = disconnectedMs === null ? null : stage.disconnect(account, disconnectedMs);
      for (const position of chosen(broker, fault)) hitStop(stage, position, level);
      return held;
    }
    case 'ticket-change':
    case 'manual-close':
    case 'manual-close-by':
    case 'manual-modify':
    case 'deposit':
    case 'account-reset':
    case 'specification':
      happen(stage, fault);
      return null;
  }
}

type Event = Extract<
  BrokerFault,
  {
    readonly type:
      | 'ticket-change'
      | 'manual-close'
      | 'manual-close-by'
      | 'manual-modify'
      | 'deposit'
      | 'account-reset'
      | 'specification';
  }
>;

/** What is over as soon as it has happened. */
function happen(stage: FaultStage, fault: Event): void {
  const { broker } = stage;
  switch (fault.type) {
    case 'ticket-change':
      for (const { identifier } of chosen(broker, fault)) {
        broker.changeTicket(fault.account, identifier);
      }
      return;
    case 'manual-close':
      for (const position of chosen(broker, fault)) {
        stage.tradeByHand(fault.account, closeByHand(position, fault.volume ?? position.volume));
      }
      return;
    case 'manual-close-by': {
      const [position] = chosen(broker, { ...fault, positions: fault.position });
      const [by] = chosen(broker, { ...fault, positions: fault.by });
      if (position && by) stage.tradeByHand(fault.account, closeByRequest(position, by));
      return;
    }
    case 'manual-modify':
      for (const position of chosen(broker, fault)) {
        stage.tradeByHand(fault.account, modifyByHand(position, fault));
      }
      return;
    case 'deposit':
      broker.deposit(fault.account, fault.amount, fault.comment);
      return;
    case 'account-reset': {
      const { account, balance, comment } = fault;
      if (broker.state(account).orders.some(({ state }) => state === 'STARTED')) {
        throw new ConfigurationError(`account ${account} has an order in flight`);
      }
      broker.resetAccount(account, balance, comment);
      return;
    }
    case 'specification':
      stage.changeSymbol(checkSymbol(stage, fault.symbol), fault.change);
  }
}

function cutOff(
  stage: FaultStage,
  fault: Extract<BrokerFault, { readonly type: 'disconnect' }>,
): HeldFault {
  const { account = null, after, forMs } = fault;
  if (after === undefined) return stage.disconnect(account, forMs);
  const cuts: HeldFault[] = [];
  const cut = (): void => {
    cuts.push(stage.disconnect(account ?? after.account ?? null, forMs));
  };
  const armed = stage.faults.arm({ ...after, type: 'cut-after', cut });
  return {
    isOver: () => together(armed, ...cuts).isOver(),
    end: () => together(armed, ...cuts).end(),
  };
}

function checkSymbol(stage: FaultStage, symbol: string): string {
  if (stage.trueQuote(symbol) !== null) return symbol;
  throw new ConfigurationError(`symbol "${symbol}" has no price at this broker`);
}

/** The positions that a fault names. */
function chosen(
  broker: Broker,
  { account, positions, type }: { account: string; positions: string; type: string },
): readonly PositionRecord[] {
  const open = broker.state(account).positions;
  if (positions === 'all') return open;
  const one =
    positions === 'oldest'
      ? open.at(0)
      : positions === 'newest'
        ? open.at(-1)
        : open.find(({ identifier }) => identifier === positions);
  if (one !== undefined) return [one];
  throw new ConfigurationError(
    `fault "${type}": account ${account} has no open position "${positions}"`,
  );
}

/** The prices that hold now, under other faults than before. */
function showAgain(stage: FaultStage, symbol: string): void {
  const quote = stage.trueQuote(symbol);
  if (quote !== null) stage.show(quote);
}

function hitStop(stage: FaultStage, position: PositionRecord, level: 'SL' | 'TP'): void {
  const { identifier, side, symbol } = position;
  const price = level === 'SL' ? position.sl : position.tp;
  const quote = stage.trueQuote(symbol);
  if (Number(price) === 0 || quote === null) {
    throw new ConfigurationError(`fault "stop-hit": position ${identifier} has no ${level}`);
  }
  const digits = quote.bid.length - quote.bid.indexOf('.') - 1;
  const spread = Number(quote.ask) - Number(quote.bid);
  const away = (Number(price) + (side === 'BUY' ? spread : -spread)).toFixed(digits);
  const [bid, ask] = side === 'BUY' ? [price, away] : [away, price];
  stage.show({ ...quote, bid, ask });
  stage.show(quote);
}
