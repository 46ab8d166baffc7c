/**
 * One process of the floor (raw ZeroMQ, one fsynced write) or of the baseline (the Python copier's
 * design in its simplest form). Which one it is, its first question says.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Dealer, Publisher, Router, Subscriber } from 'zeromq';
import { answerAll, nowUs } from './worker.ts';

/** The places in a copy's way; `python-…` are the baseline's two. */
export type HopQuestion =
  | { readonly do: 'master-node' }
  | { readonly do: 'slave-node'; readonly from: string; readonly file: string }
  | { readonly do: 'slave-ea'; readonly from: string }
  | { readonly do: 'master-ea'; readonly from: string }
  | { readonly do: 'send'; readonly count: number; readonly pauseMs: number }
  | { readonly do: 'python-master' }
  | { readonly do: 'python-slave'; readonly from: string }
  | { readonly do: 'trade'; readonly count: number; readonly everyMs: number }
  | { readonly do: 'report' };
export type HopAnswer = {
  readonly endpoints: readonly string[];
  readonly latenciesUs: readonly number[];
};

/** As long as a book with a few positions. */
const BODY = 'x'.repeat(700);
const POLL_MS = 100;

const latenciesUs: number[] = [];
const positions = new Map<number, number>();
let sendOne: (stampUs: number) => Promise<void> = () => Promise.resolve();

answerAll(async (question: HopQuestion): Promise<HopAnswer> => {
  const endpoints = await act(question);
  return { endpoints, latenciesUs: question.do === 'report' ? latenciesUs : [] };
});

async function act(question: HopQuestion): Promise<readonly string[]> {
  switch (question.do) {
    case 'master-node':
      return await masterNode();
    case 'slave-node':
      return await slaveNode(question.from, question.file);
    case 'slave-ea':
      return slaveEa(question.from);
    case 'master-ea':
      return masterEa(question.from);
    case 'send':
      for (let sent = 0; sent < question.count; sent += 1) {
        await sendOne(nowUs());
        await delay(question.pauseMs * (1 + Math.random()));
      }
      return [];
    case 'python-master':
      return await pythonMaster();
    case 'python-slave':
      return pythonSlave(question.from);
    case 'trade':
      for (let ticket = 1; ticket <= question.count; ticket += 1) {
        positions.set(ticket, nowUs());
        // Spread over the poll's period: a trader does not wait for it.
        await delay(question.everyMs * (0.5 + Math.random()));
      }
      return [];
    case 'report':
      return [];
  }
}

/** EA to node, and on to the bus. */
async function masterNode(): Promise<readonly string[]> {
  const [ea, bus] = [new Router(), new Publisher()];
  await ea.bind('tcp://127.0.0.1:*');
  await bus.bind('tcp://127.0.0.1:*');
  forever(async () => {
    for await (const [, body] of ea) if (body !== undefined) await bus.send(body);
  });
  return [String(ea.lastEndpoint), String(bus.lastEndpoint)];
}

/** Bus to node, one durable write, and on to the EA. */
async function slaveNode(from: string, file: string): Promise<readonly string[]> {
  const [bus, ea] = [new Subscriber(), new Router()];
  bus.connect(from);
  bus.subscribe();
  await ea.bind('tcp://127.0.0.1:*');
  const ledger = openSync(file, 'a');
  process.on('exit', () => closeSync(ledger));
  forever(async () => {
    const [peer] = await ea.receive();
    if (peer === undefined) return;
    for await (const [body] of bus) {
      if (body === undefined) continue;
      writeSync(ledger, body);
      fsyncSync(ledger);
      await ea.send([peer, body]);
    }
  });
  return [String(ea.lastEndpoint)];
}

function slaveEa(from: string): readonly string[] {
  const node = new Dealer();
  node.connect(from);
  forever(async () => {
    await node.send('hello');
    for await (const [body] of node) if (body !== undefined) took(body);
  });
  return [];
}

function masterEa(from: string): readonly string[] {
  const node = new Dealer();
  node.connect(from);
  sendOne = (stampUs) => node.send(`${String(stampUs)} ${BODY}`);
  return [];
}

/** Polls its positions and publishes each new ticket as text. */
async function pythonMaster(): Promise<readonly string[]> {
  const bus = new Publisher();
  await bus.bind('tcp://127.0.0.1:*');
  const known = new Set<number>();
  forever(async () => {
    for (;;) {
      for (const [ticket, atUs] of positions) {
        if (known.has(ticket)) continue;
        known.add(ticket);
        await bus.send(`${String(atUs)} OPEN ${String(ticket)} EURUSD BUY 0.10 1.38626`);
      }
      await delay(POLL_MS);
    }
  });
  return [String(bus.lastEndpoint)];
}

function pythonSlave(from: string): readonly string[] {
  const bus = new Subscriber();
  bus.connect(from);
  bus.subscribe();
  forever(async () => {
    for await (const [body] of bus) if (body !== undefined) took(body);
  });
  return [];
}

function took(body: Buffer): void {
  latenciesUs.push(nowUs() - Number(body.toString('latin1').split(' ', 1)[0]));
}

/** What breaks ends the process, and with it the benchmark. */
function forever(work: () => Promise<void>): void {
  void work().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
