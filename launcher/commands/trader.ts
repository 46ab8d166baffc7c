/**
 * `lockstep trader`: trades on a simulated master, as `lockstep init --simulated` described it: a recorded
 * account, or one position.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { ConfigurationError } from '../../domain/errors.ts';
import type { LauncherMessage } from '../../messaging/ipc/node-ipc.ts';
import { isDecimal } from '../../domain/symbol-spec.ts';
import { UsageError, type CliCommand } from '../cli-command.ts';
import { ownModules } from '../fork-child.ts';
import { traderFile } from '../init/simulated-files.ts';
import { durationMs } from '../since-argument.ts';
import { duration } from '../status-text.ts';
import { exists } from '../terminal-folder.ts';

/** See file header. */
export const traderCommand: CliCommand = {
  command: 'trader',
  describe: 'Trade on the simulated master (to try Lockstep without MetaTrader)',
  builder: (yargs) =>
    yargs
      .option('buy', {
        ...symbol,
        describe: 'Buy this symbol: opens one position, for example EURUSD',
      })
      .option('sell', { ...symbol, describe: 'Sell this symbol, the same way' })
      .option('lots', {
        type: 'string',
        requiresArg: true,
        describe: 'Lots of --buy or --sell (default: 0.10)',
      })
      .option('hold', {
        type: 'string',
        requiresArg: true,
        describe: 'Close the position after this time, such as 20s (default: it stays open)',
      })
      .conflicts('buy', 'sell')
      .example('lockstep trader', 'a recorded account, until Ctrl+C')
      .example('lockstep trader --buy EURUSD --hold 20s', 'one position for 20 seconds'),
  run: async (session, args) => {
    const order = orderOf(args);
    const { home } = (await session.settings()).values;
    const file = traderFile(home);
    if (!(await exists(file))) {
      throw new ConfigurationError(
        'there is no simulated master: `lockstep init --yes --simulated` makes one (in an empty data folder: --home FOLDER)',
      );
    }
    const script = order === null ? file : await writeScript(file, order);
    const { root, extension } = ownModules();
    const module = path.join(root, 'simulator', 'trader', `main${extension}`);
    const child = fork(pathToFileURL(module), [script], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const stop: LauncherMessage = { type: 'stop' };
    const done = session.environment.onInterrupt(() => {
      // It may have ended in between.
      if (child.connected) child.send(stop, () => undefined);
    });
    session.say(beginning(order));
    try {
      const [code] = (await once(child, 'exit')) as [number | null];
      session.exitCode = code ?? 1;
      if (order !== null && code === 0) session.say('Done.');
    } finally {
      done();
      if (order !== null) await rm(script, { force: true });
    }
  },
};

const symbol = { type: 'string', requiresArg: true } as const;

/** One position of a trader. */
interface Order {
  readonly side: 'BUY' | 'SELL';
  readonly symbol: string;
  readonly lots: string;
  /** Null: it stays open. */
  readonly holdMs: number | null;
}

/** Null: the recorded account. @throws UsageError for flags that do not belong together. */
function orderOf(args: Readonly<Record<string, unknown>>): Order | null {
  const text = (name: string): string | null =>
    typeof args[name] === 'string' ? args[name] : null;
  const [buy, sell, lots, hold] = [text('buy'), text('sell'), text('lots'), text('hold')];
  const name = buy ?? sell;
  if (name === null) {
    if (lots === null && hold === null) return null;
    throw new UsageError('--lots and --hold belong to --buy SYMBOL or --sell SYMBOL');
  }
  if (lots !== null && (!isDecimal(lots) || Number(lots) === 0)) {
    throw new UsageError(`--lots: "${lots}" is no number of lots; give one such as 0.10`);
  }
  const holdMs = hold === null ? null : durationMs(hold);
  if (hold !== null && holdMs === null) {
    throw new UsageError(`--hold: "${hold}" is no time; give one such as 20s or 5m`);
  }
  return { side: buy === null ? 'SELL' : 'BUY', symbol: name, lots: lots ?? '0.10', holdMs };
}

function beginning(order: Order | null): string {
  if (order === null) return 'Trading a recorded account on the simulated master; Ctrl+C stops.';
  const { holdMs, lots, side, symbol: name } = order;
  const until = holdMs === null ? 'it stays open' : `closed in ${duration(holdMs)}`;
  return `${side} ${lots} ${name} on the simulated master; ${until}.`;
}

/** A description of its own beside the one of the recorded account; resolves to its file. */
async function writeScript(file: string, order: Order): Promise<string> {
  const { broker, login } = described.parse(JSON.parse(await readFile(file, 'utf8')));
  const atBroker = path.resolve(path.dirname(file), broker);
  const { symbols } = traded.parse(JSON.parse(await readFile(atBroker, 'utf8')));
  if (!symbols.some((one) => one.symbol === order.symbol)) {
    const known = symbols.map((one) => one.symbol).join(', ');
    throw new ConfigurationError(
      `the simulated broker has no symbol "${order.symbol}"; it has ${known}`,
    );
  }
  // The broker remembers what was done under a key.
  const key = `by-hand-${String(Date.now())}-${String(process.pid)}`;
  const { holdMs, lots: volume, side, symbol: name } = order;
  const open = { type: 'open', atMs: 0, key, symbol: name, side, volume };
  const closes = holdMs === null ? [] : [{ type: 'close', atMs: holdMs, key }];
  const script = path.join(path.dirname(file), `${key}.json`);
  const content = { broker, login, startDelayMs: 0, script: [open, ...closes] };
  await writeFile(script, JSON.stringify(content));
  return script;
}

const described = z.looseObject({ broker: z.string(), login: z.string() });
const traded = z.looseObject({ symbols: z.array(z.looseObject({ symbol: z.string() })) });
