/** Runs a scenario on the simulation, with the oracle watching every deal. */
import type { Copy } from '../../../domain/copy.ts';
import type { AccountState } from '../../../simulator/broker/messages.ts';
import { Deeds } from '../simulation/deeds.ts';
import { CALM, type Deed, type Settings } from '../simulation/history.ts';
import { FIRST_MASTER, SLAVE_ID, SLAVE_LOGIN } from '../simulation/sim-accounts.ts';
import { Timeline } from '../simulation/timeline.ts';
import { World } from '../simulation/world.ts';
import type { Expectation, Instruction, Line, Trader } from './scenario-line.ts';

const LOOK_MS = 50;
const BY_HAND_MS = 100;
/** The nodes are connected and have the first prices. */
const READY_MS = 2_000;

/** Its positions are numbered as the first master's. */
const SECOND = { at: 'other-broker', loss: null, document: 'as it was' } as const;

/** @throws Error naming the line that did not come true, or the clause that broke. */
export async function runSimulated(lines: readonly Line[]): Promise<void> {
  const timeline = new Timeline();
  const settings = settingsOf(lines);
  const history = { seed: 1, settings, ...(lines.some(isOfSecond) ? { second: SECOND } : {}) };
  const world = new World(timeline, history, {}, () => undefined);
  const deeds = new Deeds(world, settings);
  await timeline.pass(READY_MS);
  for (const line of lines) {
    if (line.kind === 'I') await initiate(line.instruction, world, deeds);
    else await expected(line, world);
    const { violation } = world.oracle;
    if (violation !== null) {
      throw new Error(`after "${line.text}": ${violation.clause} broken, ${violation.detail}`);
    }
  }
}

function isOfSecond({ text }: Line): boolean {
  return text.startsWith('second master');
}

function settingsOf(lines: readonly Line[]): Settings {
  const changes: Record<string, string | number> = {};
  for (const line of lines) {
    if (line.kind !== 'I' || line.instruction.type !== 'setting') continue;
    const { name, value } = line.instruction;
    if (!(name in CALM)) throw new Error(`there is no setting "${name}"`);
    changes[name] = typeof CALM[name as keyof Settings] === 'number' ? Number(value) : value;
  }
  return { ...CALM, ...changes };
}

async function initiate(instruction: Instruction, world: World, deeds: Deeds): Promise<void> {
  if (instruction.type === 'setting') return;
  if (instruction.type === 'pass') return await world.timeline.pass(instruction.ms);
  deeds.do(deedOf(instruction, world), whoOf(instruction) === 'second master');
  // A person waits until his own broker has done it.
  const isByHand = 'who' in instruction && instruction.who === 'slave';
  await world.timeline.pass(isByHand ? BY_HAND_MS : 1);
}

function deedOf(
  instruction: Exclude<Instruction, { type: 'setting' | 'pass' }>,
  world: World,
): Deed {
  switch (instruction.type) {
    case 'open': {
      const { who, side, volume } = instruction;
      if (who === 'slave') return { type: 'human-open', side };
      return { type: 'open', side, volume, slPoints: 0 };
    }
    case 'close': {
      const { who, position, volume } = instruction;
      const pick = pickOf(world, who, position);
      if (volume === null) return { type: who === 'slave' ? 'human-close' : 'close', pick };
      const whole = Number(stateOf(world, who).positions[pick]?.volume);
      // A hair more: the share is rounded down to steps.
      const share = Number(volume) / whole + 1e-9;
      return { type: who === 'slave' ? 'human-part' : 'part', pick, share };
    }
    case 'stops': {
      const { who, position, sl, tp } = instruction;
      const pick = pickOf(world, who, position);
      if (who === 'slave') return { type: 'human-stops', pick, slPoints: sl };
      return { type: 'stops', pick, slPoints: sl, tpPoints: tp };
    }
    case 'price':
      return { type: 'gap', points: instruction.points };
    case 'operator':
      return { type: instruction.order };
    case 'crash': {
      const { what, step, forMs } = instruction;
      const who = `${sideOf(instruction.who)}-${what}` as const;
      return { type: 'crash', who, crossing: step, downMs: forMs };
    }
    case 'outage':
      return { type: OUTAGES[instruction.of], forMs: instruction.forMs };
    case 'unsynchronised': {
      const { who, forMs } = instruction;
      return { type: 'book', of: sideOf(who), trouble: 'unsynced', forMs };
    }
    case 'broker': {
      const { how: fault, on } = instruction;
      const how = 'of' in fault ? { ...fault, of: sideOf(fault.of) } : fault;
      return { type: 'mischief', on, how, times: 1 };
    }
  }
}

/** Whose account or broker a line is about; null where it is nobody's. */
function whoOf(instruction: Instruction): Trader | null {
  if ('who' in instruction) return instruction.who;
  const isBroker = instruction.type === 'broker' && 'of' in instruction.how;
  return isBroker ? instruction.how.of : null;
}

function sideOf(who: Trader): 'master' | 'slave' {
  return who === 'slave' ? 'slave' : 'master';
}

const OUTAGES = {
  database: 'database-down',
  bus: 'bus-cut',
  link: 'link-cut',
  market: 'market-closed',
} as const;

/** Waits until it is true, or for what must stay so until its time is over. */
async function expected(
  { expectation, withinMs, text }: Extract<Line, { kind: 'E' }>,
  world: World,
): Promise<void> {
  const { timeline } = world;
  if (expectation.type === 'quiet') {
    const before = world.oracle.deals;
    await timeline.pass(expectation.forMs);
    if (world.oracle.deals !== before) throw new Error(`"${text}": there was a deal`);
    return;
  }
  const deadlineMs = timeline.passedMs + withinMs;
  let differs = differenceOf(expectation, world);
  while (differs !== null && timeline.passedMs < deadlineMs) {
    await timeline.pass(LOOK_MS);
    differs = differenceOf(expectation, world);
  }
  if (differs !== null) throw new Error(`"${text}" did not come true: ${differs}`);
}

function differenceOf(
  expectation: Exclude<Expectation, { type: 'quiet' }>,
  world: World,
): string | null {
  switch (expectation.type) {
    case 'holds': {
      const held = stateOf(world, 'slave').positions.map(
        ({ side, volume }) => `${side} ${Number(volume).toFixed(2)}`,
      );
      const now = held.toSorted().join(', ');
      return now === expectation.positions.join(', ') ? null : `it holds ${now || 'nothing'}`;
    }
    case 'copy': {
      const copy = copyOf(world, expectation.position);
      if (copy === null) return 'there is no such copy';
      const { status, code } = shown(copy);
      const isSame = status === expectation.status && (expectation.code ?? code) === code;
      return isSame ? null : `it is ${status} ${code ?? ''}`;
    }
    case 'agree':
      return world.discord();
    case 'opened': {
      const { deals } = stateOf(world, 'slave');
      const orders = new Set(
        deals
          .filter(({ entry, magic }) => entry === 'IN' && magic !== '0')
          .map(({ order }) => order),
      );
      return orders.size === expectation.times ? null : `it opened ${String(orders.size)} times`;
    }
  }
}

function shown({ state }: Copy): { readonly status: string; readonly code: string | null } {
  switch (state.status) {
    case 'refused':
      return { status: state.status, code: state.code };
    case 'closed':
      return { status: state.status, code: state.cause };
    case 'detached':
      return { status: state.status, code: state.reason };
    case 'unknown':
      return { status: state.status, code: state.operation };
    case 'opening':
    case 'open':
    case 'closing':
      return { status: state.status, code: null };
  }
}

function stateOf(world: World, who: Trader): AccountState {
  if (who === 'slave') return world.broker.state(SLAVE_LOGIN);
  const { broker, account } = (who === 'master' ? null : world.second) ?? world.first;
  return broker.state(account.login);
}

/** The identifier of the account's position of this number, from 1, open or not. */
function identifierOf(world: World, who: Trader, number: number): string | null {
  const opened = stateOf(world, who).deals.filter(
    ({ entry, type }) => entry === 'IN' && type !== 'BALANCE',
  );
  return [...new Set(opened.map(({ position }) => position))][number - 1] ?? null;
}

function pickOf(world: World, who: Trader, number: number): number {
  const identifier = identifierOf(world, who, number);
  const pick = stateOf(world, who).positions.findIndex((open) => open.identifier === identifier);
  if (pick < 0) throw new Error(`position ${String(number)} of the ${who} is not open`);
  return pick;
}

function copyOf(world: World, number: number): Copy | null {
  const identifier = identifierOf(world, 'master', number);
  for (const copy of world.slave.stores.copies(SLAVE_ID).values()) {
    const isOfFirst = copy.masterId === FIRST_MASTER.id;
    if (isOfFirst && copy.masterPosition === identifier) return copy;
  }
  return null;
}
