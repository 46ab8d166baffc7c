/** All checks in their order; changes nothing. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { redactText } from '../../config/redact.ts';
import { inspectSchema } from '../../db/inspect-schema.ts';
import type { AccountListing } from '../../db/account-store.ts';
import type { Account } from '../../domain/account.ts';
import { ConfigurationError, CopierError } from '../../domain/errors.ts';
import type { StatusReport } from '../../messaging/ipc/control-report.ts';
import { NotRunningError } from '../control-client.ts';
import { unknownName } from '../find-account.ts';
import { listedPath, systemPrograms } from '../running-programs.ts';
import type { Session } from '../session.ts';
import { checkDocuments, checkPort, checkTerminal } from './account-checks.ts';
import { checkDatabase, checkLeases } from './database-checks.ts';
import { findings, type Finding } from './finding.ts';
import { checkFolder, checkKeys, checkNode } from './host-checks.ts';
import { folderFacts, secretFiles, terminalFacts } from './look-at-host.ts';
import { seenLeases } from './look-at-leases.ts';
import { symbolFindings } from './look-at-symbols.ts';
import { isPortFree, portHolder } from './port-holder.ts';
import { checkAlarms, checkNodeOf } from './terminal-checks.ts';

/** What is looked at. */
export interface Examination {
  readonly session: Session;
  /** One account alone; null is all. */
  readonly only: string | null;
  /** Symbols to compare; empty: those that are traded. */
  readonly symbols: readonly string[];
  /** Of this Lockstep. */
  readonly version: string;
}

/** @throws ConfigurationError when a setting is wrong, or the database has no account of this name. */
export async function examine(examination: Examination): Promise<readonly Finding[]> {
  const { session, only } = examination;
  const { values } = await session.settings();
  const keys = path.join(values.home, 'keys');
  const host = [
    checkNode(process.versions.node),
    ...checkFolder(await folderFacts(values.home)),
    checkKeys(keys, await secretFiles(keys)),
  ];
  const { report, problem } = await launcherReport(session);
  const schema = values.db === null ? null : await inspectSchema(values.db, values.databaseName);
  const address = values.db === null ? null : redactText(values.db);
  const found: Finding[] = [...host, ...problem, ...checkDatabase(address, schema)];
  const isReadable = schema !== null && schema.problem === null && schema.missing.length === 0;
  // A MongoDB without indexes can be read; an embedded database without its tables cannot.
  const canList = isReadable || (schema?.problem === null && schema.durability !== 'embedded');
  if (!canList) return found;
  const listing = await withDatabase(examination, report, found);
  if (listing === null) return found;
  if (only !== null) requireName(only, listing);
  found.push(...checkDocuments(listing.accounts, listing.problems));
  const accounts = listing.accounts.filter(({ enabled, name }) =>
    only === null ? enabled : name === only,
  );
  const running = await systemPrograms().paths();
  for (const account of accounts) {
    const isTerminalRunning = running?.has(await listedPath(account.path)) ?? null;
    found.push(...(await ofAccount(account, examination, report, isTerminalRunning)));
    if (account.type === 'SLAVE') {
      const isUp = (name: string): boolean => nodeOf(report, name)?.node?.isConnected === true;
      const masters = listing.accounts.filter(
        ({ enabled, name, type }) =>
          type === 'MASTER' && enabled && (account.masters?.includes(name) ?? true) && isUp(name),
      );
      const ask = (name: string, symbols: readonly string[]) =>
        session.ask({ type: 'symbols', name, symbols: [...symbols] });
      const known = isUp(account.name) ? masters : [];
      found.push(...(await symbolFindings(account, known, examination.symbols, ask)));
    }
  }
  return [...found, ...checkAlarms(report?.alarms ?? [])].filter(
    ({ account }) => only === null || account === null || account === only,
  );
}

/** A document that cannot be used has a name too: what is wrong with it is found. */
function requireName(name: string, { accounts, problems }: AccountListing): void {
  const known = new Set([...accounts, ...problems].map((one) => one.name));
  if (!known.has(name)) throw new ConfigurationError(unknownName(name, known));
}

/** Leases and accounts; null when they cannot be read, which is then a finding. */
async function withDatabase(
  { session }: Examination,
  report: StatusReport | null,
  found: Finding[],
): Promise<AccountListing | null> {
  const { values } = await session.settings();
  const stores = await session.environment.openStores({
    url: values.db ?? '',
    databaseName: values.databaseName,
  });
  try {
    // Not made here: an id that is not there has no lease either.
    const host = await readFile(path.join(values.home, 'host-id'), 'utf8').catch(() => null);
    found.push(...checkLeases(await seenLeases(stores.leases, host), report !== null));
    return await stores.accounts.list();
  } catch (error) {
    if (!(error instanceof CopierError)) throw error;
    found.push(findings('database').failure(error.message, 'look at the database and its address'));
    return null;
  } finally {
    await stores.close();
  }
}

async function ofAccount(
  account: Account,
  { session, version }: Examination,
  report: StatusReport | null,
  isTerminalRunning: boolean | null,
): Promise<readonly Finding[]> {
  const { home } = (await session.settings()).values;
  const child = nodeOf(report, account.name);
  const applicationData = session.environment.env['APPDATA'] ?? null;
  const ports: Finding[] = [];
  for (const { port, use } of portsOf(account)) {
    const isOurs = child?.state === 'ready';
    const isFree = isOurs || (await isPortFree(port));
    const holder = isFree ? null : await portHolder(port);
    ports.push(checkPort(account.name, { port, use, isFree, isOurs, holder }));
  }
  return [
    ...checkTerminal(account, await terminalFacts(account, home, applicationData)),
    ...ports,
    ...checkNodeOf(account, {
      status: child?.node ?? null,
      isLauncherRunning: child !== undefined,
      isTerminalRunning,
      version,
    }),
  ];
}

function portsOf(account: Account): readonly { readonly port: number; readonly use: string }[] {
  const { eaPort } = account;
  const bus = account.type === 'MASTER' ? /:(\d+)$/.exec(account.busEndpoint ?? '')?.[1] : null;
  return [
    ...(eaPort === null ? [] : [{ port: eaPort, use: 'EA port' }]),
    ...(bus === null || bus === undefined ? [] : [{ port: Number(bus), use: 'bus port' }]),
  ];
}

function nodeOf(report: StatusReport | null, name: string) {
  return report?.processes.find(({ account, role }) => account === name && role !== 'terminal');
}

async function launcherReport(session: Session) {
  const { ok, failure } = findings('launcher');
  try {
    const report = await session.ask({ type: 'status' });
    return { report, problem: [ok(`runs, process ${String(report.pid)}`)] };
  } catch (error) {
    if (error instanceof NotRunningError) {
      return { report: null, problem: [findings('launcher').notRunning()] };
    }
    if (!(error instanceof CopierError)) throw error;
    const wayOut = 'end it with Ctrl+C in its window or the task manager, then `lockstep up`';
    return { report: null, problem: [failure(error.message, wayOut)] };
  }
}
