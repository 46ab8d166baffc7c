/**
 * Carries out what a terminal's controller asks for: faults of the terminal and of its broker, trades by
 * hand from a second terminal of the account, the end.
 */
import { randomUUID } from 'node:crypto';
import { ConfigurationError, unreachable } from '../../domain/errors.ts';
import type { PositionRecord, TradeRequest, TradeResult } from '../broker/records.ts';
import type { BrokerAddress } from '../broker-process/address-file.ts';
import { BrokerClient } from '../broker-process/broker-client.ts';
import { isTerminalFault, ofAccount, parseFault, type FaultInput } from '../faults/fault.ts';
import { modifyByHand } from '../faults/manual-trade.ts';
import type { GivenFaults } from '../terminal/given-faults.ts';
import { TraderAccount } from '../trader/trader-account.ts';
import type {
  ControlAnswer,
  ControlCommand,
  ControlRequest,
  HandTrade,
} from './control-message.ts';

/** The terminal as its controller finds it. */
export interface ControlledTerminal {
  readonly name: string;
  readonly role: 'master' | 'slave';
  readonly login: string;
  readonly faults: GivenFaults;
  /** Is it logged in at its broker? */
  readonly isConnected: () => boolean;
  /** Events that the Expert Advisor has handled. */
  readonly progress: () => number;
  readonly findBroker: () => Promise<BrokerAddress>;
  readonly stop: () => void;
  readonly kill: () => void;
}

/** An answer, and what is to be done when it has left. */
export interface Performed {
  readonly answer: ControlAnswer;
  readonly afterwards: (() => void) | null;
}

/** See the file's head. */
export class ControlDesk {
  readonly #terminal: ControlledTerminal;

  constructor(terminal: ControlledTerminal) {
    this.#terminal = terminal;
  }

  /** Never rejects: what goes wrong is the answer. */
  async perform({ command, number }: ControlRequest): Promise<Performed> {
    const type = 'control-answer';
    try {
      const result = (await this.#result(command)) ?? null;
      return { answer: { type, number, ok: true, result }, afterwards: this.#after(command) };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { answer: { type, number, ok: false, error: text }, afterwards: null };
    }
  }

  #after({ type }: ControlCommand): (() => void) | null {
    if (type === 'stop') return this.#terminal.stop;
    return type === 'kill' ? this.#terminal.kill : null;
  }

  async #result(command: ControlCommand): Promise<unknown> {
    switch (command.type) {
      case 'state':
        return this.#state();
      case 'faults': {
        const atBroker = await this.#controlling((broker) => broker.faults());
        return [...this.#terminal.faults.list(), ...atBroker];
      }
      case 'add-fault':
        return { fault: await this.#addFault(command.fault) };
      case 'remove-fault':
        return this.#removeFault(command.fault);
      case 'clear-faults':
        this.#terminal.faults.clear();
        return this.#controlling((broker) => broker.clearFaults());
      case 'trade':
        return this.#trade(command.trade);
      case 'stop':
      case 'kill':
        return { pid: process.pid };
      default:
        return unreachable(command);
    }
  }

  async #state(): Promise<unknown> {
    const { isConnected, login, name, progress, role } = this.#terminal;
    const own = { name, role, login, pid: process.pid };
    const told = { ...own, isConnected: isConnected(), handledEvents: progress() };
    const { account, orders, positions } = await this.#tradingAs((_client, { state }) =>
      Promise.resolve(state),
    );
    return { ...told, account, positions, orders };
  }

  async #addFault(json: Readonly<Record<string, unknown>>): Promise<string | null> {
    const { faults, login } = this.#terminal;
    const fault = parseFault(ofAccount(json, login));
    if (isTerminalFault(fault) && fault.account === login) return faults.give(fault);
    return this.#controlling((broker) => broker.fault(fault as FaultInput));
  }

  async #removeFault(id: string): Promise<void> {
    const { faults } = this.#terminal;
    if (faults.has(id)) faults.takeBack(id);
    else await this.#controlling((broker) => broker.takeBack(id));
  }

  async #trade(trade: HandTrade): Promise<readonly TradeResult[]> {
    return this.#tradingAs((client, account) =>
      Promise.all(
        requestsOf(trade, account).map((one) =>
          client.trade({
            request: `hand/${randomUUID()}`,
            reason: 'CLIENT',
            trade: one,
            orderSendNs: process.hrtime.bigint().toString(),
          }),
        ),
      ),
    );
  }

  async #controlling<T>(act: (broker: BrokerClient) => Promise<T>): Promise<T> {
    const client = await BrokerClient.control(await this.#terminal.findBroker());
    try {
      return await act(client);
    } finally {
      client.close();
    }
  }

  async #tradingAs<T>(
    act: (client: BrokerClient, account: TraderAccount) => Promise<T>,
  ): Promise<T> {
    const { findBroker, login } = this.#terminal;
    const address = await findBroker();
    const { client, welcome } = await BrokerClient.login({ address, login, as: 'trader' });
    try {
      return await act(client, new TraderAccount(welcome));
    } finally {
      client.close();
    }
  }
}

function requestsOf(trade: HandTrade, account: TraderAccount): readonly TradeRequest[] {
  if (trade.type === 'open') return [account.opening(trade)];
  const chosen = positionsOf(trade.positions, account.state.positions);
  return chosen.map((position) =>
    trade.type === 'close'
      ? account.closing(position, trade.volume ?? position.volume)
      : modifyByHand(position, trade),
  );
}

function positionsOf(which: string, open: readonly PositionRecord[]): readonly PositionRecord[] {
  if (which === 'all') return open;
  const one =
    which === 'oldest'
      ? open.at(0)
      : which === 'newest'
        ? open.at(-1)
        : open.find(({ identifier }) => identifier === which);
  if (one === undefined) throw new ConfigurationError(`there is no open position "${which}"`);
  return [one];
}
