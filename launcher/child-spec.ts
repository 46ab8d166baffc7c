/** What one child process is: the account it serves and how it is started. */
import { simulatedFile } from '../config/simulated-file.ts';
import type { PortedAccount } from '../db/account-ports.ts';

/** A simulated terminal, or the node of a master or a slave. */
export type ChildRole = 'terminal' | 'master' | 'slave';

/** The order in which children are started; they are stopped in the reverse one. */
export const START_ORDER = ['terminal', 'master', 'slave'] as const satisfies readonly ChildRole[];

/** See file header. */
export interface ChildSpec {
  /** Unique: `slave Apex_01`. */
  readonly id: string;
  readonly role: ChildRole;
  readonly account: PortedAccount;
}

/** The child's module (from the package's root, without extension) and its arguments. */
export interface ChildCommand {
  readonly module: 'nodes/main' | 'simulator/main';
  readonly args: readonly string[];
}

/** No secret and no setting: those are in the environment and in files. */
export function childCommand(spec: ChildSpec, dataFolder: string, isSafe: boolean): ChildCommand {
  const { role, account } = spec;
  if (role === 'terminal') {
    const file = simulatedFile(dataFolder, account.name);
    return {
      module: 'simulator/main',
      args: ['--account', file, '--port', String(account.eaPort)],
    };
  }
  return {
    module: 'nodes/main',
    args: ['--role', role, '--name', account.name, ...(isSafe ? ['--safe'] : [])],
  };
}
