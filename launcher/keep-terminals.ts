/** Puts {@link RealTerminals} to a running launcher: looks every 10 s until it is stopped. */
import type { Logger } from '../config/logger.ts';
import type { Launcher } from './launch.ts';
import { NodeDesk } from './node-desk.ts';
import { LOOK_MS, RealTerminals, type RealTerminalsParts } from './real-terminals.ts';
import { listedPath, systemPrograms, type RunningPrograms } from './running-programs.ts';
import { startDetached, type StartProgram } from './start-program.ts';

/** The first look comes when the nodes have been started. */
const FIRST_LOOK_MS = 1_000;

/** What tests give their own of. */
export interface TerminalSystem {
  readonly programs: RunningPrograms;
  readonly start: StartProgram;
}

/**
 * @param attach see {@link RealTerminalsParts.attach}.
 * @returns what ends the looking.
 */
export function keepTerminals(
  launcher: Pick<Launcher, 'children' | 'supervisor'>,
  log: Logger,
  attach?: RealTerminalsParts['attach'],
  system: TerminalSystem = { programs: systemPrograms(), start: startDetached },
): () => void {
  const desk = new NodeDesk(launcher);
  const nodes = () => launcher.supervisor.running().filter(({ role }) => role !== 'terminal');
  const terminals = new RealTerminals({
    ...system,
    attach,
    accounts: () => nodes().map(({ account }) => account),
    statusOf: async ({ name }) => {
      const id = nodes().find(({ account }) => account.name === name)?.id;
      return id === undefined ? null : await desk.statusOf(id);
    },
    listedPath,
    log,
    now: () => performance.now(),
  });
  let timer = setTimeout(look, FIRST_LOOK_MS);
  let hasEnded = false;
  return () => {
    hasEnded = true;
    clearTimeout(timer);
  };

  function look(): void {
    terminals
      .look()
      .catch((error: unknown) => log.error({ err: error }, 'looking after the terminals failed'))
      .finally(() => {
        if (!hasEnded) timer = setTimeout(look, LOOK_MS);
      });
  }
}
