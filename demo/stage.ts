/** Writes what the demo's processes read: account documents, brokers and terminals. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../config/paths.ts';
import { openStores } from '../db/open-stores.ts';
import { freePorts } from '../simulator/free-ports.ts';
import { compiledProgram } from '../simulator/terminal/program-cache.ts';
import { shippedExpert } from '../simulator/terminal/run-terminal.ts';
import type { TerminalFileInput } from '../simulator/terminal/terminal-file.ts';
import type { DemoAccount } from './accounts.ts';
import { brokerFolder, demoBroker } from './brokers.ts';
import type { DemoBroker } from './symbols.ts';

/** Where everything of a run is. */
export interface DemoStage {
  /** The data folder. */
  readonly home: string;
  readonly url: string;
  readonly databaseName: string;
}

const BROKERS = ['oanda', 'fxcm'] as const;

/** Where a broker's description is. */
export function brokerFile({ home }: Pick<DemoStage, 'home'>, broker: DemoBroker): string {
  return path.join(home, 'simulator', `${broker}.broker.json`);
}

/** Where the brokers keep their state. */
export function brokerFolders(home: string): readonly string[] {
  return BROKERS.map((broker) => brokerFolder(path.join(home, 'brokers'), broker));
}

/** Where the deal list of an account is. */
export function dealsFile(home: string, { broker, login }: DemoAccount): string {
  return path.join(brokerFolder(path.join(home, 'brokers'), broker), `${login}.deals.jsonl`);
}

/** See file header. */
export async function setStage(
  stage: DemoStage,
  accounts: readonly DemoAccount[],
  run: { readonly seed: number; readonly startWallMs: number },
): Promise<void> {
  const { databaseName, home, url } = stage;
  await mkdir(path.join(home, 'simulator'), { recursive: true });
  for (const broker of BROKERS) {
    const logins = accounts.filter((one) => one.broker === broker).map(({ login }) => login);
    const options = {
      ...run,
      stateFolder: path.join(home, 'brokers'),
      dataFolder: path.join(packageRoot(), 'demo', 'data'),
    };
    if (logins.length === 0) continue;
    await write(brokerFile(stage, broker), demoBroker(broker, logins, options));
  }
  for (const account of accounts) {
    const { name } = account.document;
    const terminal: TerminalFileInput = {
      name,
      role: account.role,
      login: account.login,
      broker: brokerFile(stage, account.broker),
      stateFolder: path.join(home, 'terminals', name),
      options: { seed: run.seed },
    };
    await write(path.join(home, 'simulator', `${name}.json`), terminal);
  }
  // Once, where the terminals look for it: four of them would compile it at the same time.
  await compiledProgram(shippedExpert(), path.join(home, 'simulator', 'compiled'));
  const ports = await freePorts(accounts.length + 1);
  const stores = await openStores({ url, databaseName });
  try {
    await stores.accounts.insert(
      accounts.map(({ document, role }, index) => ({
        ...document,
        ea_port: ports[index],
        ...(role === 'master' && { bus_endpoint: `tcp://127.0.0.1:${String(ports.at(-1))}` }),
      })),
    );
  } finally {
    await stores.close();
  }
}

function write(file: string, content: object): Promise<void> {
  return writeFile(file, JSON.stringify(content, null, 2));
}
