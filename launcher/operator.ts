/** Carries out what an operator asks of a running launcher; the answers are the control protocol's. */
import { setTimeout as delay } from 'node:timers/promises';
import type {
  AdoptReport,
  FlattenReport,
  LinesReport,
  ProcessReport,
  StatusReport,
  WhyReport,
} from '../messaging/ipc/control-report.ts';
import type { ControlCommand } from '../messaging/ipc/control-protocol.ts';
import { leftOpen } from '../messaging/ipc/left-open.ts';
import type { NodeCommand, NodeStatus, SymbolsOfTerminal } from '../messaging/ipc/node-command.ts';
import type { AlarmDesk } from './alarm-desk.ts';
import type { ChildStatus } from './child.ts';
import type { Launcher } from './launch.ts';
import { NodeDesk, NodeRefusalError } from './node-desk.ts';
import { isDatabaseUp, requireBegun } from './require-begun.ts';
import { restartLines } from './restart-lines.ts';

/** So long a restarted child is waited for. */
const READY_MS = 15_000;
const RETRY_MS = 250;
/** So long a flatten is watched; it goes on afterwards. */
const FLATTEN_MS = 15_000;

/** Whatever a command is answered with. */
export type OperatorReport =
  | SymbolsOfTerminal
  | StatusReport
  | LinesReport
  | FlattenReport
  | WhyReport
  | AdoptReport;

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
  readonly #nodes: NodeDesk;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
    this.#nodes = new NodeDesk(parts.launcher, () => requireBegun(parts));
  }

  /** @throws CopierError with words for the user. */
  handle(command: ControlCommand): Promise<OperatorReport> {
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
      case 'symbols':
        return this.#symbols(command.name, command.symbols);
      case 'why':
        return this.#why(command.ticket);
      case 'adopt':
        return this.#adopt(command.name);
    }
  }

  async #status(): Promise<StatusReport> {
    const { launcher, alarms, database, sinceMs } = this.#parts;
    const isUp = isDatabaseUp(this.#parts);
    const processes = await Promise.all(
      launcher.children().map((child) => this.#processReport(child)),
    );
    const standing = [...alarms.standing];
    return { pid: process.pid, sinceMs, database, isDatabaseUp: isUp, processes, alarms: standing };
  }

  async #processReport(child: ChildStatus): Promise<ProcessReport> {
    const { alarms: _told, ...process } = child;
    const node = child.role === 'terminal' ? null : await this.#nodes.statusOf(child.id);
    return { ...process, node };
  }

  async #down(): Promise<LinesReport> {
    const { launcher } = this.#parts;
    const left = await this.#left(() => true);
    await launcher.stop();
    return { lines: [...left, 'Everything has stopped.'] };
  }

  async #restart(name: string | null): Promise<LinesReport> {
    const { launcher } = this.#parts;
    this.#nodes.require(name);
    const isMeant = ({ account }: { readonly account: string }): boolean =>
      name === null || account === name;
    const left = await this.#left(isMeant);
    const ids = await launcher.fleet.restart(({ account }) => isMeant({ account: account.name }));
    await this.#settled(ids);
    return { lines: restartLines(left, ids, launcher.children()) };
  }

  /** Waits until they are ready or over, not for long. */
  async #settled(ids: readonly string[]): Promise<void> {
    const children = ids.map((id) => this.#parts.launcher.supervisor.child(id));
    const all = children.filter((child) => child !== null).map(({ settled }) => settled);
    await Promise.race([Promise.all(all), delay(READY_MS, undefined, { ref: false })]);
  }

  /** One line per slave: what stays open while it is stopped. */
  async #left(isMeant: (child: ChildStatus) => boolean): Promise<readonly string[]> {
    const slaves = this.#nodes.slaves().filter(isMeant);
    return await Promise.all(
      slaves.map(async ({ id, account }) => {
        return `${account}: ${whatStays(await this.#nodes.statusOf(id))}`;
      }),
    );
  }

  async #resume(name: string): Promise<LinesReport> {
    const { children, supervisor } = this.#parts.launcher;
    const { role } = this.#nodes.nodeOf(name);
    const own = children().filter(({ account }) => account === name);
    // A master opens nothing anyway: its safe mode is an alarm alone.
    const isAlarmAlone = role === 'master' && own.some(({ isSafe }) => isSafe);
    const report = isAlarmAlone
      ? { lines: [`${name}: safe mode is over`] }
      : await this.#order(name, { type: 'resume' });
    for (const { id } of own) supervisor.child(id)?.forgive();
    return report;
  }

  async #order(name: string, command: NodeCommand): Promise<LinesReport> {
    const answer = await this.#nodes.ask(this.#nodes.nodeOf(name), command);
    if (answer.type === 'refused') {
      throw new NodeRefusalError(answer.code, `${name}: ${answer.message}`);
    }
    return { lines: [`${name}: ${answer.type === 'done' ? answer.detail : answer.type}`] };
  }

  async #flatten(name: string | null): Promise<FlattenReport> {
    const nodes = this.#nodes.meant(name);
    const slaves = await Promise.all(
      nodes.map(async (node) => {
        const answer = await this.#nodes.ask(node, { type: 'flatten' });
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
      const status = await this.#nodes.statusOf(id);
      const isFlat = status !== null && !status.blocks.includes('flatten');
      if (isFlat || performance.now() > deadlineMs) return status;
      await delay(RETRY_MS);
    }
  }

  async #close(magic: string): Promise<LinesReport> {
    const nodes = this.#nodes.meant(null);
    const answers = await Promise.all(
      nodes.map((node) => this.#nodes.ask(node, { type: 'close', magic })),
    );
    const silent: string[] = [];
    for (const [index, { account }] of nodes.entries()) {
      const answer = answers[index];
      if (answer?.type === 'done') return { lines: [`${account}: ${answer.detail}`] };
      if (answer?.type !== 'refused') continue;
      if (answer.code === 'STILL_OPEN') {
        throw new NodeRefusalError(answer.code, `${account}: ${answer.message}`);
      }
      silent.push(account);
    }
    const unknown = silent.length === 0 ? '' : ` (not asked: ${silent.join(', ')})`;
    throw new NodeRefusalError(
      'NOT_FOUND',
      `no slave has a position with the copy magic ${magic}${unknown}: \`lockstep status\` shows the alarms that name one`,
    );
  }

  async #symbols(name: string, symbols: readonly string[]): Promise<SymbolsOfTerminal> {
    const node = this.#nodes.nodeOf(name);
    const answer = await this.#nodes.ask(node, { type: 'symbols', symbols: [...symbols] });
    if (answer.type === 'symbols') return answer.symbols;
    const why = answer.type === 'refused' ? answer.message : answer.type;
    throw new NodeRefusalError('NO_SYMBOLS', `${name}: ${why}`);
  }

  async #why(ticket: string): Promise<WhyReport> {
    const silent: string[] = [];
    const slaves: WhyReport['slaves'] = [];
    for (const { id, account } of this.#nodes.slaves()) {
      const answer = await this.#nodes.askOnce(id, { type: 'why', ticket });
      if (answer?.type === 'known') slaves.push({ slave: account, copies: answer.copies });
      else silent.push(account);
    }
    return { slaves, silent };
  }

  async #adopt(name: string | null): Promise<AdoptReport> {
    const nodes = this.#nodes.meant(name);
    const slaves = await Promise.all(
      nodes.map(async (node) => {
        const answer = await this.#nodes.ask(node, { type: 'adopt' });
        const trades = answer.type === 'adopted' ? answer.trades : [];
        const problem = answer.type === 'refused' ? answer.message : null;
        return { slave: node.account, trades, problem };
      }),
    );
    return { slaves };
  }
}

/** What a slave leaves open, as far as it knows: its ledger is read when its terminal first connects. */
function whatStays(status: NodeStatus | null): string {
  if (status === null) return 'does not answer; what is open stays open';
  const knows = status.held.length > 0 || status.bookAgeMs !== null;
  return knows ? leftOpen(status.held) : 'its terminal did not connect; what is open stays open';
}
