/** Commands that a node was given and has not answered yet. */
import type { NodeAnswer } from '../messaging/ipc/node-command.ts';

/** More at once would mean that nobody reads the answers. */
const MAX_OPEN = 100;

/** See file header. */
export class ChildQuestions {
  readonly #open = new Map<number, (answer: NodeAnswer | null) => void>();
  #last = 0;

  /**
   * Resolves to the answer, or to null when none comes in time or the node cannot be told.
   * @param tell hands the command over under the given id; false when that is impossible.
   */
  async ask(tell: (id: number) => boolean, timeoutMs: number): Promise<NodeAnswer | null> {
    if (this.#open.size >= MAX_OPEN) return null;
    this.#last += 1;
    const id = this.#last;
    return await new Promise((resolve) => {
      const settle = (answer: NodeAnswer | null): void => {
        clearTimeout(patience);
        this.#open.delete(id);
        resolve(answer);
      };
      const patience = setTimeout(() => settle(null), timeoutMs);
      this.#open.set(id, settle);
      if (!tell(id)) settle(null);
    });
  }

  /** An answer came; one that nobody waits for any more is ignored. */
  answered(id: number, answer: NodeAnswer): void {
    this.#open.get(id)?.(answer);
  }

  /** The process is gone: nothing is answered any more. */
  lost(): void {
    for (const settle of this.#open.values()) settle(null);
  }
}
