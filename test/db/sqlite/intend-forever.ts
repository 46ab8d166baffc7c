/** A process that stores intents, five in one write, and prints each group once it is acknowledged. */
import { openStores } from '../../../db/open-stores.ts';
import { copyOf, SLAVE } from '../builders.ts';

const [folder = ''] = process.argv.slice(2);
const stores = await openStores({ url: folder });
const ledger = stores.ledger(SLAVE);
for (let next = 1; ; next += 5) {
  const group = Array.from({ length: 5 }, (_, index) => copyOf(next + index));
  await ledger.intend(group);
  process.stdout.write(`${group.map(({ masterTicket }) => masterTicket).join(' ')}\n`);
}
