/** Questions and answers between the benchmark and its worker processes, over Node's IPC channel. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Longest wait for one answer. */
const ANSWER_MS = 180_000;

/** A forked worker that answers one question at a time. */
export class Worker<Question, Answer> {
  readonly process: ChildProcess;

  /** @param file name of the worker's source in this folder, without its extension. */
  constructor(file: string) {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const url = new URL(`./${file}.${extension}`, import.meta.url);
    this.process = fork(fileURLToPath(url), { serialization: 'advanced' });
  }

  async ask(question: Question): Promise<Answer> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(ANSWER_MS)]);
    const answered = once(this.process, 'message', { signal });
    const ended = once(this.process, 'exit', { signal }).then(() => {
      throw new Error('a worker of the benchmark has ended');
    });
    this.process.send(question as object);
    try {
      const [answer] = (await Promise.race([answered, ended])) as [Answer];
      return answer;
    } finally {
      // Both waits end here; what they reject with is no news.
      void Promise.allSettled([answered, ended]);
      over.abort();
    }
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
  }
}

/** Answers the parent's questions in this process, in order. */
export function answerAll(answer: (question: never) => Promise<object>): void {
  let previous: Promise<unknown> = Promise.resolve();
  process.on('message', (question) => {
    previous = previous.then(async () => process.send?.(await answer(question as never)));
  });
  process.on('disconnect', () => process.exit());
}

/** Microseconds of a clock that all processes of this computer share and nothing sets. */
export function nowUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}
