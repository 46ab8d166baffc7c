/** Wires that are cut, and what another version says over them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BusKeys } from '../../../config/bus-keys.ts';
import { BUS_PROTOCOL_VERSION } from '../../../messaging/book-message.ts';
import { BusRelay } from '../../messaging/bus-relay.ts';
import { freePorts } from '../../../simulator/free-ports.ts';
import { routesEnvironment } from '../harness/rerouted.ts';
import { NAMES } from '../harness/stage-files.ts';
import type { Stage } from '../harness/stage.ts';
import { TcpProxy } from '../harness/tcp-proxy.ts';
import { copied, PATIENCE_MS, rowOf, settled, sharedStage, story } from './fault-stage.ts';

const [realBus = 0, terminalPort = 0] = await freePorts(2);
/** The slave reaches the master's bus, and the slave's terminal its node, through one of these each. */
const wires: { bus: TcpProxy; terminal: TcpProxy }[] = [];
const stage = sharedStage(
  {
    environment: routesEnvironment({
      bus: `tcp://127.0.0.1:${String(realBus)}`,
      slaveTerminalPort: terminalPort,
    }),
  },
  async (own) => {
    const documents = await own.stores.accounts.raw();
    const field = (name: string, key: string): string =>
      String(documents.find((one) => one['name'] === name)?.[key]);
    const port = Number(/\d+$/.exec(field(NAMES.master, 'bus_endpoint'))?.[0]);
    wires.push({
      bus: await TcpProxy.between(port, realBus),
      terminal: await TcpProxy.between(terminalPort, Number(field(NAMES.slave, 'ea_port'))),
    });
  },
);
afterAll(async () => {
  for (const { bus, terminal } of wires) await Promise.all([bus.close(), terminal.close()]);
});

function wire(which: 'bus' | 'terminal'): TcpProxy {
  const [both] = wires;
  if (both === undefined) throw new Error('the wires are not up');
  return both[which];
}

async function alarmed(own: Stage, code: string): Promise<void> {
  const alarms = () => own.child(`slave ${NAMES.slave}`).alarms;
  await own.until(`alarm ${code}`, () => alarms().some((one) => one.code === code), PATIENCE_MS);
}

test('F11 while slave and master are split nothing is closed or opened, and it goes on when they are not', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  wire('bus').split();
  // No usable book for 3 s.
  await alarmed(own, 'MASTER_SILENT');
  await own.hands.master.close(master);
  const second = await own.hands.master.open('0.20');
  const third = await own.hands.master.open('0.10');
  await own.hands.master.close(third);
  expect(await story(own, master)).toEqual(['IN 0.2']);
  expect(await rowOf(own, second)).toBeNull();
  wire('bus').heal();
  await settled(own, master, 'CLOSED');
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
  expect(await story(own, third)).toEqual([]);
});

test('F12 an open that the terminal got, and whose answer never came back, is found and not sent again', async () => {
  const own = stage();
  let master = '';
  for (let tries = 0; tries < 3 && own.hands.slave.positions.length === 0; tries += 1) {
    await copied(own, '0.01');
    await own.hands.master.close(own.hands.master.positions[0]?.identifier ?? '');
    await own.converged(PATIENCE_MS);
    wire('terminal').muteCallers();
    master = await own.hands.master.open('0.20');
    // A node that was too slow has given the link up before it sent the command.
    const isOver = async (): Promise<boolean> =>
      own.hands.slave.positions.length > 0 || (await rowOf(own, master))?.status === 'REFUSED';
    await own.until('the order was executed, or none was sent', isOver, PATIENCE_MS);
    if (own.hands.slave.positions.length === 0) wire('terminal').healWithLoss();
  }
  expect((await rowOf(own, master))?.status).not.toBe('OPEN');
  wire('terminal').healWithLoss();
  await settled(own, master, 'OPEN');
  expect(await story(own, master)).toEqual(['IN 0.2']);
});

test('F12 a close that the terminal got, and whose answer never came back, closes once', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  wire('terminal').muteCallers();
  await own.hands.master.close(master);
  await own.until(
    'the node misses its terminal',
    () => own.child(`slave ${NAMES.slave}`).alarms.length > 0,
    PATIENCE_MS,
  );
  wire('terminal').healWithLoss();
  await settled(own, master, 'CLOSED');
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F71 of a master whose node is of another version nothing is opened or closed, with an alarm', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  const relay = await BusRelay.start(
    `tcp://127.0.0.1:${String(realBus)}`,
    await BusKeys.open(own.home),
  );
  const [mine, others] = [BUS_PROTOCOL_VERSION, BUS_PROTOCOL_VERSION + 1];
  relay.fault = (frames) => [
    frames.map((frame) =>
      Buffer.from(
        frame
          .toString('latin1')
          .replace(`"version":${String(mine)}`, `"version":${String(others)}`),
        'latin1',
      ),
    ),
  ];
  try {
    wire('bus').reroute(Number(/\d+$/.exec(relay.endpoint)?.[0]));
    await alarmed(own, 'MASTER_SILENT');
    const second = await own.hands.master.open('0.20');
    await own.hands.master.close(master);
    const log = path.join(own.home, 'stage.log');
    await own.until(
      'the log names the versions',
      async () => (await readFile(log, 'utf8')).includes(`protocol version ${String(others)}`),
      PATIENCE_MS,
    );
    expect(await rowOf(own, second)).toBeNull();
    expect(await story(own, master)).toEqual(['IN 0.2']);
    wire('bus').reroute(realBus);
    await settled(own, master, 'CLOSED');
  } finally {
    wire('bus').reroute(realBus);
    await relay.close();
  }
});
