/** Makes the engine's parts of a broker's description. */
import type { AccountSettings } from '../broker/broker-options.ts';
import { Feed } from '../feed/feed.ts';
import { Market } from '../feed/market.ts';
import type { Tick } from '../feed/recording.ts';
import type { BrokerFile } from './broker-file.ts';

/** Its prices. @param recordings by their file. @throws ConfigurationError when a loop has no tick. */
export function marketOf(
  { clock, symbols }: BrokerFile,
  recordings: ReadonlyMap<string, readonly Tick[]>,
): Market {
  const loop = clock.loop ?? null;
  return new Market(
    new Map(
      symbols.map(({ digits, feed: { delayMs, file, widenPoints }, symbol }) => [
        symbol,
        new Feed(recordings.get(file) ?? [], { digits, delayMs, widenPoints, loop }),
      ]),
    ),
  );
}

/** Its accounts; the engine's times are server time. */
export function accountSettings(file: BrokerFile): readonly AccountSettings[] {
  const { clock, company, server } = file;
  return file.accounts.map((account) => {
    const { max, min } = account.executionMs ?? file.executionMs;
    const executionMs = { min: min * clock.speed, max: max * clock.speed };
    return { ...account, server, company, executionMs };
  });
}
