/** Carries out what an operator asks of a running launcher; the answers are the control protocol's. */
import { setTimeout as delay } from 'node:timers/promises';
import { nearestName } from '../db/nearest-name.ts';
import { ConfigurationError, CopierError } from '../domain/errors.ts';
import type {
  FlattenReport,
  LinesReport,
  ProcessReport,
  StatusReport,
  WhyReport,
} from '../messaging/ipc/control-report.ts';
import type { ControlCommand } from '../messaging/ipc/control-protocol.ts';
import { leftOpen } from '../messaging/ipc/left-open.ts';
import type { NodeAnswer, NodeCommand, NodeStatus } from '../messaging/ipc/node-command.ts';
import type { AlarmDesk } from './alarm-desk.ts';
import type { ChildStatus } from './child.ts';
import type { Launcher } from './launch.ts';

/** A node that lives answers within this time. */
const STATUS_MS = 1_500;
/** A node that is just being started is waited for. */
const COMMAND_MS = 15_000;
const RETRY_MS = 250;
/** So long a flatten is watched; it goes on afterwards. */
const FLATTEN_MS = 15_000;

/** A node refuses, or does not answer. */
class NodeRefusalError extends CopierError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What it works with. */
export interface OperatorParts {
  readonly launcher: Pick<Launcher, 'children' | 'supervisor' | 'fleet' | 'stop'>;
  readonly alarms: Pick<AlarmDesk, 'standing'>;
  /** Where the data is, without user and password. */
  readonly database: string;
  readonly sinceMs: number;
}

/** See file header. */
export class Operator {
  readonly #parts: OperatorParts;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  /** @throws CopierError with words for the user. */
  handle(command: ControlCommand): Promise<StatusReport | LinesReport | FlattenReport | WhyReport> {
    switch (command.type) {
      case 'status':
        return this.#status();
      case 'down':
        return this.#down();
      case 'restart':
        return this.#restart(command.name);
      case 'pause':
      case 'trust':
        return this.#order(command.name, { type: command.type });
      case 'resume':
        return this.#resume(command.name);
      case 'flatten':
        return this.#flatten(command.name);
      case 'close':
        return this.#close(command.magic);
      case 'why':
        return this.#why(command.ticket);
    }
  }

  async #status(): Promise<StatusReport> {
    const { launcher, alarms, database, sinceMs } = this.#parts;
    const processes = await Promise.all(
      launcher.children().map((child) => this.#processReport(child)),
    );
    const { standing } = alarms;
    const isDatabaseUp = !standing.some(({ code }) => code === 'DATABASE_DOWN');
    return { pid: process.pid, sinceMs, database, isDatabaseUp, processes, alarms: [...standing] };
  }

  async #processReport(child: ChildStatus): Promise<ProcessReport> {
    const { alarms: _told, ...process } = child;
    const node = child.role === 'terminal' ? null : await this.#statusOf(child.id);
    return { ...process, node };
  }

  async #statusOf(id: string): Promise<NodeStatus | null> {
    const child = this.#parts.launcher.supervisor.child(id);
    const answer = (await child?.ask({ type: 'status' }, STATUS_MS)) ?? null;
    return answer?.type === 'status' ? answer.status : null;
  }

  async #down(): Promise<LinesReport> {
    const { launcher } = this.#parts;
    const left = await this.#left(() => true);
    await launcher.stop();
    return { lines: [...left, 'Everything has stopped.'] };
  }

  async #restart(name: string | null): Promise<LinesReport> {
    const { launcher } = this.#parts;
    if (name !== null) this.#require(name);
    const isMeant = ({ account }: { readonly account: string }): boolean =>
      name === null || account === name;
    const left = await this.#left(isMeant);
    const ids = await launcher.fleet.restart(({ account }) => isMeant({ account: account.name }));
    await this.#settled(ids);
    const lines = ids.map((id) => {
      const state = launcher.children().find((child) => child.id === id)?.state ?? 'gone';
      return `${id} was started again: ${state}`;
    });
    return { lines: [...left, ...lines] };
  }

  /** Waits until they are ready or over, not for long. */
  async #settled(ids: readonly string[]): Promise<void> {
    const children = ids.map((id) => this.#parts.launcher.supervisor.child(id));
    const all = children.filter((child) => child !== null).map(({ settled }) => settled);
    await Promise.race([Promise.all(all), delay(COMMAND_MS, undefined, { ref: false })]);
  }

  /** One line per slave: what stays open while it is stopped. */
  async #left(isMeant: (child: ChildStatus) => boolean): Promise<readonly string[]> {
    const slaves = this.#slaves().filter(isMeant);
    return await Promise.all(
      slaves.map(async ({ id, account }) => {
        const status = await this.#statusOf(id);
        return `${account}: ${status === null ? 'does not answer; what is open stays open' : leftOpen(status.held)}`;
      }),
    );
  }

  async #resume(name: string): Promise<LinesReport> {
    const report = await this.#order(name, { type: 'resume' });
    this.#parts.launcher.supervisor.child(this.#nodeOf(name).id)?.forgive();
    return report;
  }

  async #order(name: string, command: NodeCommand): Promise<LinesReport> {
    const answer = await this.#ask(this.#nodeOf(name), command);
    if (answer.type === 'refused') {
      throw new NodeRefusalError(answer.code, `${name}: ${answer.message}`);
    }
    return { lines: [`${name}: ${answer.type === 'done' ? answer.detail : answer.type}`] };
  }

  async #flatten(name: string | null): Promise<FlattenReport> {
    const nodes = name === null ? this.#slaves() : [this.#nodeOf(name)];
    const slaves = await Promise.all(
      nodes.map(async (node) => {
        const answer = await this.#ask(node, { type: 'flatten' });
        // Of all slaves one that does not answer must not keep the others from being told.
        if (answer.type === 'refused' && name !== null) {
          throw new NodeRefusalError(answer.code, `${name}: ${answer.message}`);
        }
        const status = answer.type === 'refused' ? null : await this.#flat(node.id);
        const isFlat = status !== null && !status.blocks.includes('flatten');
        return { slave: node.account, held: status?.held ?? null, isFlat };
      }),
    );
    return { slaves };
  }

  /** The slave's status when it is flat, or when the time is over. */
  async #flat(id: string): Promise<NodeStatus | null> {
    const deadlineMs = performance.now() + FLATTEN_MS;
    for (;;) {
      const status = await this.#statusOf(id);
      const isFlat = status !== null && !status.blocks.includes('flatten');
      if (isFlat || performance.now() > deadlineMs) return status;
      await delay(RETRY_MS);
    }
  }

  async #close(magic: string): Promise<LinesReport> {
    const silent: string[] = [];
    for (const node of this.#slaves()) {
      const answer = await this.#ask(node, { type: 'close', magic });
      if (answer.type === 'done') return { lines: [`${node.account}: ${answer.detail}`] };
      if (answer.type !== 'refused') continue;
      if (answer.code === 'STILL_OPEN') {
        throw new NodeRefusalError(answer.code, `${node.account}: ${answer.message}`);
      }
      silent.push(node.account);
    }
    const unknown = silent.length === 0 ? '' : ` (not asked: ${silent.join(', ')})`;
    throw new NodeRefusalError(
      'NOT_FOUND',
      `no slave has a position with the copy magic ${magic}${unknown}: \`lockstep status\` shows the alarms that name one`,
    );
  }

  async #why(ticket: string): Promise<WhyReport> {
    const silent: string[] = [];
    const slaves: WhyReport['slaves'] = [];
    for (const { id, account } of this.#slaves()) {
      const child = this.#parts.launcher.supervisor.child(id);
      const answer = await child?.ask({ type: 'why', ticket }, STATUS_MS);
      if (answer?.type === 'known') slaves.push({ slave: account, copies: answer.copies });
      else silent.push(account);
    }
    return { slaves, silent };
  }

  /** Asks until the node answers: it may be starting. */
  async #ask({ id, account }: ChildStatus, command: NodeCommand): Promise<NodeAnswer> {
    const deadlineMs = performance.now() + COMMAND_MS;
    for (;;) {
      const child = this.#parts.launcher.supervisor.child(id);
      const answer = (await child?.ask(command, COMMAND_MS)) ?? null;
      const isStarting = answer?.type === 'refused' && answer.code === 'STARTING';
      if (answer !== null && !isStarting) return answer;
      if (performance.now() > deadlineMs) {
        const message = `its node does not answer: \`lockstep status\` shows it`;
        return { type: 'refused', code: 'NODE_SILENT', message: `${account}: ${message}` };
      }
      await delay(RETRY_MS);
    }
  }

  #slaves(): readonly ChildStatus[] {
    return this.#parts.launcher.children().filter(({ role }) => role === 'slave');
  }

  /** @throws ConfigurationError when this launcher serves no such account. */
  #nodeOf(name: string): ChildStatus {
    this.#require(name);
    const children = this.#parts.launcher.children();
    const node = children.find(({ account, role }) => account === name && role !== 'terminal');
    if (node === undefined) throw new TypeError(`account "${name}" has no node`);
    return node;
  }

  #require(name: string): void {
    const names = new Set(this.#parts.launcher.children().map(({ account }) => account));
    if (names.has(name)) return;
    const nearest = nearestName(name, [...names]);
    const hint =
      nearest === null
        ? '`lockstep status` shows those that do, `lockstep accounts enable` starts another one'
        : `did you mean "${nearest}"?`;
    throw new ConfigurationError(`no account "${name}" is running: ${hint}`);
  }
}
