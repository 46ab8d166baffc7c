/** An operator's commands to a master node: it opens and closes nothing, so few of them concern it. */
import { CopierError } from '../domain/errors.ts';
import type { NodeAnswer, NodeCommand, NodeStatus } from '../messaging/ipc/node-command.ts';
import type { LinkWatch } from './link-watch.ts';
import type { MasterNode } from './master-node.ts';
import { symbolsAnswer, type AskSymbols } from './symbols-answer.ts';

/** What it works with. */
export interface MasterOperatorParts {
  readonly link: Pick<LinkWatch, 'state'>;
  /** @throws TerminalUnavailableError when the EA does not answer or refuses. */
  readonly trust: () => Promise<void>;
  /** @throws TerminalUnavailableError when the EA does not answer. */
  readonly symbols?: AskSymbols;
  readonly node: Pick<MasterNode, 'last'>;
  readonly nowMs: () => number;
}

/** See file header. */
export class MasterOperator {
  readonly #parts: MasterOperatorParts;

  constructor(parts: MasterOperatorParts) {
    this.#parts = parts;
  }

  /** Rejects only for a bug. */
  async answer(command: NodeCommand): Promise<NodeAnswer> {
    switch (command.type) {
      case 'status':
        return { type: 'status', status: this.#status() };
      case 'trust':
        return await this.#trust();
      case 'symbols':
        return await this.#symbols(command.symbols);
      case 'close':
        return { type: 'not-here' };
      case 'why':
        return { type: 'known', copies: [] };
      case 'pause':
      case 'resume':
      case 'flatten':
      case 'adopt':
        return {
          type: 'refused',
          code: 'NOT_A_SLAVE',
          message: `it is a master: ${command.type} is for slaves`,
        };
    }
  }

  async #trust(): Promise<NodeAnswer> {
    try {
      await this.#parts.trust();
      return { type: 'done', detail: 'the next connected read of the terminal is the new base' };
    } catch (error) {
      if (!(error instanceof CopierError)) throw error;
      return { type: 'refused', code: error.code, message: error.message };
    }
  }

  async #symbols(wanted: readonly string[]): Promise<NodeAnswer> {
    try {
      const { symbols, node } = this.#parts;
      return await symbolsAnswer(symbols, wanted, node.last?.book.positions ?? []);
    } catch (error) {
      if (!(error instanceof CopierError)) throw error;
      return { type: 'refused', code: error.code, message: error.message };
    }
  }

  #status(): NodeStatus {
    const { link, node, nowMs } = this.#parts;
    const { accountId, isConnected, sinceMs, refused = null, terminal = null } = link.state;
    const { last } = node;
    return {
      role: 'master',
      accountId,
      isConnected,
      linkSinceMs: sinceMs,
      bookAgeMs: last === null ? null : nowMs() - last.readAtMs,
      isBookComplete: last?.book.complete ?? null,
      positions: last?.book.positions.length ?? null,
      blocks: [],
      masters: [],
      copies: { opening: 0, open: 0, closing: 0, unknown: 0 },
      held: [],
      today: { opened: 0, closed: 0, refused: 0, detached: 0 },
      latencyMs: null,
      refused,
      terminal,
      serverOffsetMs: last === null ? null : last.book.serverNow - last.readAtMs,
    };
  }
}
