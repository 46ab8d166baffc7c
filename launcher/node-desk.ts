/** The nodes of a launcher as an operator names and asks them. */
import { setTimeout as delay } from 'node:timers/promises';
import { nearestName } from '../db/nearest-name.ts';
import { ConfigurationError, CopierError } from '../domain/errors.ts';
import type { NodeAnswer, NodeCommand, NodeStatus } from '../messaging/ipc/node-command.ts';
import type { ChildStatus } from './child.ts';
import type { Launcher } from './launch.ts';

/** A node that lives answers within this time. */
const STATUS_MS = 1_500;
/** A node that is just being started is waited for. */
const COMMAND_MS = 15_000;
const RETRY_MS = 250;

/** A node refuses, or does not answer. */
export class NodeRefusalError extends CopierError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** See file header. */
export class NodeDesk {
  readonly #launcher: Pick<Launcher, 'children' | 'supervisor'>;
  readonly #requireBegun: () => void;

  /** @param requireBegun throws for the user while accounts that are to run may not yet. */
  constructor(launcher: Pick<Launcher, 'children' | 'supervisor'>, requireBegun?: () => void) {
    this.#launcher = launcher;
    this.#requireBegun = requireBegun ?? (() => undefined);
  }

  slaves(): readonly ChildStatus[] {
    return this.#launcher.children().filter(({ role }) => role === 'slave');
  }

  /**
   * The node of this account, or those of all slaves.
   * @throws ConfigurationError when this launcher serves no such account.
   */
  meant(name: string | null): readonly ChildStatus[] {
    this.require(name);
    return name === null ? this.slaves() : [this.nodeOf(name)];
  }

  /**
   * The node of this account.
   * @throws ConfigurationError when this launcher serves no such account.
   */
  nodeOf(name: string): ChildStatus {
    this.require(name);
    const children = this.#launcher.children();
    const node = children.find(({ account, role }) => account === name && role !== 'terminal');
    if (node === undefined) throw new TypeError(`account "${name}" has no node`);
    return node;
  }

  /** @param name null: all. @throws ConfigurationError when this launcher serves no such account. */
  require(name: string | null): void {
    const names = new Set(this.#launcher.children().map(({ account }) => account));
    if (name !== null && names.has(name)) return;
    this.#requireBegun();
    if (name === null) return;
    const nearest = nearestName(name, [...names]);
    const hint =
      nearest === null
        ? '`lockstep status` shows those that do, `lockstep accounts enable` starts another one'
        : `did you mean "${nearest}"?`;
    throw new ConfigurationError(`no account "${name}" is running: ${hint}`);
  }

  /** What the node says of itself; null when it does not answer. */
  async statusOf(id: string): Promise<NodeStatus | null> {
    const answer = await this.askOnce(id, { type: 'status' });
    return answer?.type === 'status' ? answer.status : null;
  }

  /** Null when the node does not answer at once. */
  async askOnce(id: string, command: NodeCommand): Promise<NodeAnswer | null> {
    return (await this.#launcher.supervisor.child(id)?.ask(command, STATUS_MS)) ?? null;
  }

  /** Asks until the node answers: it may be starting. A node that stays silent is a refusal. */
  async ask({ id, account }: ChildStatus, command: NodeCommand): Promise<NodeAnswer> {
    const deadlineMs = performance.now() + COMMAND_MS;
    for (;;) {
      const child = this.#launcher.supervisor.child(id);
      const answer = (await child?.ask(command, COMMAND_MS)) ?? null;
      const isStarting = answer?.type === 'refused' && answer.code === 'STARTING';
      if (answer !== null && !isStarting) return answer;
      if (performance.now() > deadlineMs) {
        const message = `${account}: its node does not answer: \`lockstep status\` shows it`;
        return { type: 'refused', code: 'NODE_SILENT', message };
      }
      await delay(RETRY_MS);
    }
  }
}
