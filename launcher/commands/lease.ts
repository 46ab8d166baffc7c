/** `lockstep lease`: who serves which account, and taking one over from a host that is gone. */
import { setTimeout as delay } from 'node:timers/promises';
import { hostname } from 'node:os';
import { hostId } from '../../config/host-id.ts';
import { parseAccountDocument } from '../../db/account-document.ts';
import type { Lease, LeaseStore } from '../../db/lease-store.ts';
import { ConfigurationError } from '../../domain/errors.ts';
import { accountId } from '../../domain/ids.ts';
import type { CliCommand, CliGroup } from '../cli-command.ts';
import { commandWord } from '../command-word.ts';
import { findAccounts } from '../find-account.ts';
import { table } from '../table.ts';

/** A living holder beats once a second. */
const WATCH_MS = 3_000;
const HEAD = ['LEASE', 'NUMBER', 'HELD BY', 'STATE'];

const list: CliCommand = {
  command: 'list',
  describe: 'Show who serves which account (watches for 3 s whether the holder lives)',
  run: async (session) => {
    const { home } = (await session.settings()).values;
    const here = await hostId(home);
    await session.withStores(async ({ leases }) => {
      const before = await leases.list();
      await delay(before.length === 0 ? 0 : WATCH_MS);
      const rows = (await leases.list()).map((lease) => ({
        key: lease.key,
        number: lease.number,
        pid: lease.holder.pid,
        isOfThisHost: lease.holder.hostId === here,
        state: stateOf(
          lease,
          before.find(({ key }) => key === lease.key),
        ),
      }));
      session.print({ leases: rows }, () =>
        rows.length === 0
          ? 'No lease was taken yet.'
          : table(
              HEAD,
              rows.map(({ key, number, pid, isOfThisHost, state }) => [
                key,
                String(number),
                `process ${String(pid)} ${isOfThisHost ? 'here' : 'on another host or data folder'}`,
                state,
              ]),
            ),
      );
    });
  },
};

const take: CliCommand = {
  command: 'take <name>',
  describe: 'Let this host serve an account whose host is gone for good',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'An account, or `launcher`' })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'Also from a holder that still beats: it stops acting within a second',
      }),
  run: async (session, args) => {
    const name = String(args['name']);
    await session.withStores(async ({ leases, accounts }) => {
      const keys = name === 'launcher' ? [`launcher:${hostname()}`] : await keysOf();
      const held: Lease[] = [];
      for (const key of keys) {
        const lease = await leases.find(key);
        if (lease !== null && !lease.released) held.push(lease);
      }
      if (args['force'] !== true) await requireDead(leases, held, name);
      for (const lease of held) await leases.release(lease);
      session.print({ name, taken: held.map(({ key }) => key) }, () =>
        held.length === 0
          ? `Nobody holds ${name}: \`lockstep up\` takes it.`
          : `${held.map(({ key }) => key).join(', ')}: free now; \`lockstep up\` takes it at its next start.`,
      );

      async function keysOf(): Promise<readonly string[]> {
        const [document] = await findAccounts(accounts, [name]);
        const { account } = parseAccountDocument(document ?? {}, name);
        const { login = null, server = null } = account ?? {};
        const isKnown = login !== null && server !== null;
        return [`account:${name}`, ...(isKnown ? [`login:${accountId(login, server)}`] : [])];
      }
    });
  },
};

/** @throws ConfigurationError when one of the holders still beats. */
async function requireDead(
  leases: LeaseStore,
  held: readonly Lease[],
  name: string,
): Promise<void> {
  if (held.length === 0) return;
  await delay(WATCH_MS);
  for (const lease of held) {
    const now = await leases.find(lease.key);
    if (now === null || stateOf(now, lease) !== 'lives') continue;
    throw new ConfigurationError(
      `${lease.key} is held by process ${String(now.holder.pid)}, which lives: stop it there (\`lockstep down\`), or \`lockstep lease take ${commandWord(name)} --force\``,
    );
  }
}

function stateOf(now: Lease, before: Lease | undefined): 'free' | 'lives' | 'no beat for 3 s' {
  if (now.released) return 'free';
  const hasMoved = before === undefined || before.beat !== now.beat || before.number !== now.number;
  return hasMoved ? 'lives' : 'no beat for 3 s';
}

/** See file header. */
export const leaseGroup: CliGroup = {
  command: 'lease',
  describe: 'Which computer serves which account, and how another one takes over',
  commands: [list, take],
};
