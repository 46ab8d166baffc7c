/** A slave's process on its real EA link: what happens while it is being started. */
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseAccounts } from '../../db/account-checks.ts';
import type { AccountListing } from '../../db/account-store.ts';
import { openStores } from '../../db/open-stores.ts';
import { accountId } from '../../domain/ids.ts';
import type { BookSubscriber } from '../../messaging/bus.ts';
import type { NodeContext } from '../../nodes/node-context.ts';
import { SlaveService } from '../../nodes/slave-service.ts';
import { freePorts } from '../../simulator/free-ports.ts';
import { RawZmtpPeer, SECRET } from '../messaging/raw-zmtp-peer.ts';

/** Nobody publishes. */
const DEAF: BookSubscriber = {
  follow: () => undefined,
  unfollow: () => undefined,
  books: { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) },
  drops: {} as BookSubscriber['drops'],
  skipped: 0,
  close: () => Promise.resolve(),
};

/** A moment that the test chooses. */
function moment() {
  const gate = new AbortController();
  const came = once(gate.signal, 'abort');
  return { came, come: () => gate.abort() };
}

test('while the ledger is being read the account’s pause holds already, and an edit is no lost one', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-service-'));
  const stores = await openStores({ url: path.join(folder, 'db') });
  const [port = 0] = await freePorts(1);
  const document = {
    name: 'S',
    type: 'SLAVE',
    path: 'simulator',
    enabled: true,
    ea_port: port,
    on_silence: 'hold',
  };
  await stores.accounts.insert([document]);
  // Ordered when the account had another name: the document does not tell whose it is.
  const ordered = { isPaused: true, isFlattening: false, revision: 3, atMs: 1 };
  await stores.operator.put(accountId('5001', 'Broker-Demo'), ordered);
  await mkdir(path.join(folder, 'keys'), { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, 'keys', 'ea-S.secret'), SECRET, { mode: 0o600 });
  const [reads, isEdited, mayRead] = [moment(), moment(), moment()];
  const watch = async function* (): AsyncGenerator<AccountListing> {
    yield parseAccounts([document]);
    await isEdited.came;
    yield parseAccounts([{ ...document, on_silence: 'flatten_copies' }]);
    mayRead.come();
    await new Promise(() => undefined);
  };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const context: NodeContext = {
    name: 'S',
    overrides: {},
    stores: {
      ...stores,
      accounts: Object.assign(stores.accounts, { watch }),
      ledger: (slave) => {
        const ledger = stores.ledger(slave);
        const find = ledger.findBySlave.bind(ledger);
        const findBySlave: typeof find = async (id) => {
          reads.come();
          await mayRead.came;
          return await find(id);
        };
        return Object.assign(ledger, { findBySlave });
      },
    },
    lastValid: null,
    dataFolder: folder,
    holder: { hostId: 'host', pid: process.pid, instance: 'a' },
    log,
    pollMs: 100,
    defaultSlippagePoints: 50,
    firstBusPort: 5_555,
    isSafe: false,
    crashSeam: null,
  };
  const stop = new AbortController();
  const ready = moment();
  const service = new SlaveService(context, () => DEAF);
  const running = service.run(stop.signal, ready.come);
  onTestFinished(async () => {
    stop.abort();
    await running;
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });
  await ready.came;
  const welcomed = RawZmtpPeer.welcomed(document.ea_port);
  await reads.came;
  const answer = await service.answer({ type: 'status' });
  expect(answer).toMatchObject({ status: { blocks: ['paused'] } });
  isEdited.come();
  const peer = await welcomed;
  const policy = () => peer.messages.find(({ action }) => action === 'POLICY');
  await peer.until(() => policy() !== undefined);
  expect(policy()).toMatchObject({ params: { onSilence: 'flatten_copies' } });
}, 20_000);
