/** Puts the operator's side of a slave's process together. */
import path from 'node:path';
import { OperatorStateFile } from '../db/operator-state-file.ts';
import { TerminalUnavailableError } from '../domain/errors.ts';
import type { SlaveAccount } from '../domain/account.ts';
import { accountId, accountName, type AccountId } from '../domain/ids.ts';
import type { PythonTrade } from '../domain/python-adoption.ts';
import { adoptPythonTrades } from './adopt-python-trades.ts';
import type { EaTerminal } from './ea-terminal.ts';
import type { LinkWatch } from './link-watch.ts';
import type { NodeContext } from './node-context.ts';
import type { AddEvent } from './recorded-terminal.ts';
import { OperatorOrders } from './operator-orders.ts';
import { askSymbols } from './symbols-answer.ts';
import type { OperatedSlave } from './operator-close.ts';
import { SlaveOperator } from './slave-operator.ts';
import type { StartedSlave } from './start-slave.ts';
import { windowsOf } from './windows-of.ts';

/** What it is made from. */
export interface OperatorSurroundings {
  readonly context: NodeContext;
  readonly account: Pick<SlaveAccount, 'login' | 'server'>;
  readonly slave: () => StartedSlave | null;
  readonly terminal: () => EaTerminal;
  readonly link: LinkWatch;
  readonly record: AddEvent;
  /** A bug: the node has to stop. */
  readonly fail: (error: unknown) => void;
}

/** An operator's side that knows what was ordered before. */
export interface OpenedOperator {
  readonly operator: SlaveOperator;
  close(): Promise<void>;
}

/** @throws StoreUnavailableError when what was ordered cannot be read. */
export async function openOperator(surroundings: OperatorSurroundings): Promise<OpenedOperator> {
  const { context, account, slave, terminal, link, record, fail } = surroundings;
  const { stores, name, dataFolder, log } = context;
  const orders = new OperatorOrders({
    name: accountName(name),
    accountId: idOf(account),
    store: stores.operator,
    file: new OperatorStateFile(path.join(dataFolder, 'operator')),
    log,
    nowMs: Date.now,
  });
  await orders.load();
  const operator = new SlaveOperator({
    orders,
    slave: () => operated(slave()),
    link: () => link.state,
    accountId: () => terminal().link?.accountId ?? null,
    record,
    trust: () => terminal().trust(),
    symbols: (wanted) => askSymbols(terminal(), wanted),
    adopt: async () => {
      const started = slave();
      if (started === null) throw new TerminalUnavailableError('its terminal is not connected yet');
      const { table, node } = started;
      const adopting = { table, adopt: (trade: PythonTrade) => node.adopt(trade) };
      return await adoptPythonTrades(stores.trades, name, adopting);
    },
    log,
    windows: windowsOf(process.env),
    nowMs: Date.now,
    fail,
  });
  return { operator, close: () => orders.close() };
}

/** Null until the terminal's first connection: an account's login and server are stored then. */
function idOf({ login, server }: Pick<SlaveAccount, 'login' | 'server'>): AccountId | null {
  return login === null || server === null ? null : accountId(login, server);
}

function operated(slave: StartedSlave | null): OperatedSlave | null {
  if (slave === null) return null;
  const { node, table, latency, record, closeStranger: close } = slave;
  const { book, masters } = node;
  const { recentOpensMs } = latency;
  return { table, book, masters, recentOpensMs, wake: () => node.wake(), record, close };
}
