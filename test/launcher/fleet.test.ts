/** Changes that meet each other, on fake processes. */
import { expect, test, vi } from 'vitest';
import type { ChildSpec } from '../../launcher/child-spec.ts';
import { childChanges, desiredChildren } from '../../launcher/desired-children.ts';
import { Fleet } from '../../launcher/fleet.ts';
import { Supervisor } from '../../launcher/supervisor.ts';
import { account, fakeEnvironment, fakeProcesses } from './builders.ts';

function masterAndSlave(suffix: string): readonly ChildSpec[] {
  return desiredChildren([
    account({ name: 'M', type: 'MASTER', ea_port: 47_101 }),
    account({ name: 'S', ea_port: 47_102, suffix }),
  ]);
}

function slave(eaPort: number): readonly ChildSpec[] {
  return desiredChildren([account({ name: 'S', ea_port: eaPort })]);
}

/** A fleet on fake processes that obey. */
function fleetOfFakes() {
  const { processes, start } = fakeProcesses('obeys');
  const { environment } = fakeEnvironment(start);
  const supervisor = new Supervisor(environment, (error) => {
    throw error;
  });
  const fleet = new Fleet(supervisor, environment.log, new AbortController().signal);
  const apply = (desired: readonly ChildSpec[]): Promise<void> =>
    fleet.apply(() => childChanges(supervisor.running(), desired, new Set()));
  return { processes, supervisor, fleet, apply };
}

test('an edit that comes while a restart is under way starts no child twice', async () => {
  const { processes, supervisor, fleet, apply } = fleetOfFakes();
  await apply(masterAndSlave(''));
  const restart = fleet.restart(() => true);
  // Slaves are stopped first: this one is gone, its master is not yet.
  while (supervisor.child('slave S') !== null) await Promise.resolve();
  await Promise.all([restart, apply(masterAndSlave('.c'))]);
  expect(processes.map(({ command }) => command.args.at(-1))).toEqual(['M', 'S', 'M', 'S']);
  expect(supervisor.child('slave S')?.spec.account.symbols.suffix).toBe('.c');
  await supervisor.stopAll();
});

test('safe mode outlives a restart and an edit that needs one, not an account that is enabled anew', async () => {
  const { processes, supervisor, fleet, apply } = fleetOfFakes();
  const isSafe = (): boolean => processes.at(-1)?.command.args.includes('--safe') === true;
  await apply(slave(47_101));
  for (let starts = 2; starts <= 7; starts += 1) {
    processes.at(-1)?.end(1);
    await vi.waitFor(() => expect(processes).toHaveLength(starts));
  }
  await fleet.restart(() => true);
  expect([processes.length, isSafe()]).toEqual([8, true]);
  await apply(slave(47_102));
  expect([processes.length, isSafe()]).toEqual([9, true]);
  await apply([]);
  await apply(slave(47_102));
  expect([processes.length, isSafe()]).toEqual([10, false]);
  await supervisor.stopAll();
});
