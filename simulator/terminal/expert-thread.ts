/** The thread of one Expert Advisor: takes the compiled program and runs it to its end. */
import { readFileSync } from 'node:fs';
import { workerData, type MessagePort } from 'node:worker_threads';
import { Expert } from './expert.ts';
import type { StoredProgram } from './program-cache.ts';
import type { ExpertStart } from './terminal-message.ts';
import { ThreadGate } from './thread-gate.ts';

const { port, signal, start } = workerData as {
  readonly port: MessagePort;
  readonly signal: Int32Array;
  readonly start: ExpertStart;
};
const gate = new ThreadGate(port, signal);
const program = JSON.parse(readFileSync(start.program, 'utf8')) as StoredProgram;
const reason = new Expert(gate, start, program).run();
gate.post({ type: 'ended', reason });
