/** Carries a fault out: at once, or by arming it for what comes. */
import { ConfigurationError } from '../../domain/errors.ts';
import type { Broker } from '../broker/broker.ts';
import type { PositionRecord, QuoteRecord, SymbolRecord, TradeRequest } from '../broker/records.ts';
import type { BrokerFault } from './broker-fault.ts';
import type { FaultSet } from './fault-set.ts';
import { isTerminalFault, parseFault } from './fault.ts';
import { closeByHand, closeByRequest, modifyByHand } from './manual-trade.ts';

/** Where faults are carried out. */
export interface FaultStage {
  readonly broker: Broker;
  readonly faults: FaultSet;
  /** Trades by hand; what becomes of it is seen in the account. */
  tradeByHand(login: string, trade: TradeRequest): void;
  /** One tick, past the feed. */
  show(quote: QuoteRecord): void;
  /** The true newest tick of a symbol; null before the first one. */
  trueQuote(symbol: string): QuoteRecord | null;
  /** Cuts terminals off, of one account or of all (null); null ms: until the faults are cleared. */
  disconnect(login: string | null, forMs: number | null): void;
  /** Runs it after so many real milliseconds, or when the faults are cleared; null: only then. */
  undoAfter(forMs: number | null, undo: () => void): void;
  /** Hands a fault to the account's terminals; false: none is connected. */
  tellTerminals(login: string, fault: unknown): boolean;
  /** Changes a specification and tells everybody of it. */
  changeSymbol(symbol: string, change: Partial<SymbolRecord>): void;
}

/** @throws ConfigurationError when it is no fault, or what it names is not there. */
export function performFault(stage: FaultStage, json: unknown): void {
  const fault = parseFault(json);
  if (!isTerminalFault(fault)) perform(stage, fault);
  else if (!stage.tellTerminals(fault.account, fault)) {
    throw new ConfigurationError(
      `fault "${fault.type}": no terminal of account ${fault.account} is connected`,
    );
  }
}

function perform(stage: FaultStage, fault: BrokerFault): void {
  const { broker, faults } = stage;
  switch (fault.type) {
    case 'retcode':
    case 'lost-reply':
    case 'late-reply':
    case 'late-execution':
    case 'partial-fill':
    case 'requote':
    case 'slippage':
      faults.arm(fault);
      return;
    case 'price-gap':
    case 'spread':
      checkSymbol(stage, fault.symbol);
      faults.stand(fault);
      showAgain(stage, fault.symbol);
      stage.undoAfter(fault.forMs, () => showAgain(stage, fault.symbol));
      return;
    case 'comment':
    case 'silent-feed':
    case 'market-closed':
      faults.stand(fault);
      return;
    case 'disconnect': {
      const { account = null, after, forMs } = fault;
      if (after === undefined) stage.disconnect(account, forMs);
      else {
        const cut = (): void => stage.disconnect(account ?? after.account ?? null, forMs);
        faults.arm({ ...after, type: 'cut-after', cut });
      }
      return;
    }
    case 'algo-trading-off':
      broker.setRights(fault.account, { expertAllowed: false });
      stage.undoAfter(fault.forMs, () => broker.setRights(fault.account, { expertAllowed: true }));
      return;
    case 'trading-off':
      broker.setRights(fault.account, { tradeAllowed: false });
      stage.undoAfter(fault.forMs, () => broker.setRights(fault.account, { tradeAllowed: true }));
      return;
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
    case 'stop-hit':
      if (fault.disconnectedMs !== null) stage.disconnect(fault.account, fault.disconnectedMs);
      for (const position of chosen(broker, fault)) hitStop(stage, position, fault.level);
      return;
    case 'deposit':
      broker.deposit(fault.account, fault.amount, fault.comment);
      return;
    case 'specification':
      stage.changeSymbol(checkSymbol(stage, fault.symbol), fault.change);
  }
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
