/** A terminal's control desk on a broker of the test's own process; the Expert Advisor is a list of messages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { ControlDesk, type ControlledTerminal } from '../../../simulator/control/control-desk.ts';
import type { ControlCommand } from '../../../simulator/control/control-message.ts';
import { KillPoints } from '../../../simulator/terminal/expert-faults.ts';
import { GivenFaults } from '../../../simulator/terminal/given-faults.ts';
import type { ToExpert } from '../../../simulator/terminal/terminal-message.ts';
import { brokerFolder, brokerHere, type Connected } from '../broker-process/builders.ts';

/** See the file's head. */
export interface TestDesk {
  readonly broker: Connected;
  readonly desk: ControlDesk;
  /** What the Expert Advisor's thread was told. */
  readonly toExpert: readonly ToExpert[];
  readonly ended: readonly ('stopped' | 'killed')[];
  /** The result; throws what the desk answers instead. */
  readonly ask: (command: ControlCommand) => Promise<unknown>;
  /** Of the terminal. */
  readonly stateFolder: string;
}

/** A desk for the terminal of account 5001. */
export async function testDesk(): Promise<TestDesk> {
  const broker = await brokerHere(brokerFolder());
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'lockstep-control-'));
  onTestFinished(() => rmSync(stateFolder, { recursive: true, force: true, maxRetries: 5 }));
  const toExpert: ToExpert[] = [];
  const ended: ('stopped' | 'killed')[] = [];
  const tell = (message: ToExpert): void => void toExpert.push(message);
  const terminal: ControlledTerminal = {
    name: 'Slave_01',
    role: 'slave',
    login: '5001',
    faults: new GivenFaults({
      login: '5001',
      tell,
      kills: new KillPoints(),
      hold: () => ({ isOver: () => false, end: () => undefined }),
    }),
    isConnected: () => true,
    progress: () => 7,
    findBroker: () => Promise.resolve(broker.address),
    stop: () => void ended.push('stopped'),
    kill: () => void ended.push('killed'),
  };
  const desk = new ControlDesk(terminal);
  let number = 0;
  const ask = async (command: ControlCommand): Promise<unknown> => {
    number += 1;
    const { answer, afterwards } = await desk.perform({ type: 'control', number, command });
    if (!answer.ok) throw new Error(answer.error);
    afterwards?.();
    return answer.result;
  };
  return { broker, desk, toExpert, ended, ask, stateFolder };
}
