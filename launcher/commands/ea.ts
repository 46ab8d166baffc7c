/** `lockstep ea …`: the Expert Advisor and its secret. */
import type { CliGroup } from '../cli-command.ts';
import { installEa } from './ea-install.ts';
import { secretOfEa } from './ea-secret.ts';

/** See file header. */
export const eaGroup: CliGroup = {
  command: 'ea',
  describe: 'Install the Expert Advisor, manage its secret',
  commands: [installEa, secretOfEa],
};
