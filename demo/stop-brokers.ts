/** Ends the demo's brokers in order: they would go on for a while after the last terminal has left. */
import { TerminalUnavailableError } from '../domain/errors.ts';
import { BrokerClient } from '../simulator/broker-process/broker-client.ts';
import { livingBroker } from '../simulator/broker-process/ensure-broker.ts';

/** @param stateFolders of the brokers; those that do not run are passed over. */
export async function stopBrokers(stateFolders: readonly string[]): Promise<void> {
  await Promise.all(
    stateFolders.map(async (folder) => {
      const address = await livingBroker(folder);
      if (address === null) return;
      try {
        const control = await BrokerClient.control(address);
        await control.stop();
        control.close();
      } catch (error) {
        // It ended by itself meanwhile.
        if (!(error instanceof TerminalUnavailableError)) throw error;
      }
    }),
  );
}
