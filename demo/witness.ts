/**
 * What the brokers know of the demo's accounts at each moment: the open positions with their SL and TP,
 * and how often these were changed. A deal list has the deals alone.
 */
import { TerminalUnavailableError } from '../domain/errors.ts';
import { BrokerClient } from '../simulator/broker-process/broker-client.ts';
import { ensureBroker } from '../simulator/broker-process/ensure-broker.ts';
import { foldChange } from '../simulator/broker/change.ts';
import type { AccountState, FromBroker } from '../simulator/broker/messages.ts';
import type { PositionRecord } from '../simulator/broker/records.ts';

/** See file header. */
export class Witness {
  #state: AccountState | null = null;
  #client: BrokerClient | null = null;
  #modifications = 0;

  /** Watches one account until {@link close}. @throws TerminalUnavailableError without a broker. */
  static async of(file: string, login: string, signal?: AbortSignal): Promise<Witness> {
    const witness = new Witness();
    const address = await ensureBroker(file, signal);
    const early: FromBroker[] = [];
    const { client, welcome } = await BrokerClient.login({
      address,
      login,
      as: 'trader',
      onMessage: (message) => {
        if (witness.#state === null) early.push(message);
        else witness.#told(message);
      },
    });
    witness.#client = client;
    witness.#state = welcome.state;
    for (const message of early) witness.#told(message);
    return witness;
  }

  get positions(): readonly PositionRecord[] {
    if (this.#client?.isOpen !== true || this.#state === null) {
      throw new TerminalUnavailableError('the broker has ended: the demo cannot say what is open');
    }
    return this.#state.positions;
  }

  /** Times that an open position got another SL or TP. */
  get modifications(): number {
    return this.#modifications;
  }

  close(): void {
    this.#client?.close();
  }

  #told(message: FromBroker): void {
    if (message.type !== 'CHANGE' || this.#state === null) return;
    const before = new Map(this.#state.positions.map((one) => [one.identifier, one]));
    for (const { identifier, sl, tp } of message.positions) {
      const was = before.get(identifier);
      if (was !== undefined && (was.sl !== sl || was.tp !== tp)) this.#modifications += 1;
    }
    this.#state = foldChange(this.#state, message);
  }
}
