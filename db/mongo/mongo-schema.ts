/**
 * Indexes and validators of the collections. Made again at every start: nothing happens when they
 * are there. Documents that exist are never rewritten.
 */
import { MongoServerError, type CreateIndexesOptions, type Db, type Document } from 'mongodb';
import { TRADE_STATUSES } from '../trade-fields.ts';
import { UNAUTHORIZED } from './mongo-error.ts';

/** Documents of the Python copier have no `copy_id` and stand beside ours. */
const OURS = { copy_id: { $type: 'string' } };

const integer = { bsonType: ['int', 'long', 'double'] };
const orNull = (bsonType: string) => ({ bsonType: [bsonType, 'null'] });

/** Only warns: a document typed by hand must reach our own message, which names the field. */
const ACCOUNTS_VALIDATOR = {
  $jsonSchema: {
    bsonType: 'object',
    required: ['name', 'type', 'path', 'enabled'],
    properties: {
      name: { bsonType: 'string' },
      type: { enum: ['MASTER', 'SLAVE'] },
      path: { bsonType: 'string' },
      enabled: { bsonType: 'bool' },
      suffix: { bsonType: 'string' },
      symbol_map: { bsonType: 'object' },
    },
  },
};

/** The Python copier's documents pass as they are; one with a `copy_id` must be complete. */
const TRADES_VALIDATOR = {
  $jsonSchema: {
    bsonType: 'object',
    required: ['master_ticket', 'symbol', 'direction', 'status'],
    properties: {
      master_ticket: integer,
      slave_ticket: { bsonType: ['int', 'long', 'double', 'null'] },
      slave_name: { bsonType: 'string' },
      symbol: { bsonType: 'string' },
      direction: { enum: ['BUY', 'SELL'] },
      status: { enum: [...TRADE_STATUSES] },
      copy_id: { bsonType: 'string' },
      master_id: { bsonType: 'string' },
      slave_id: { bsonType: 'string' },
      magic: { bsonType: 'long' },
      master_position: { bsonType: 'long' },
      slave_position: orNull('long'),
      master_volume: { bsonType: 'decimal' },
      volume: orNull('decimal'),
      version: { bsonType: ['int', 'long'] },
      intended_at: { bsonType: 'date' },
    },
    dependencies: {
      copy_id: [
        'master_id',
        'slave_id',
        'slave_name',
        'magic',
        'master_position',
        'master_volume',
        'version',
        'intended_at',
      ],
    },
  },
};

/** See file header. Fails when documents contradict a unique index of the ledger: nothing may be opened then. */
export async function createSchema(db: Db): Promise<void> {
  await ensureCollection(db, 'accounts', ACCOUNTS_VALIDATOR, 'warn');
  await ensureCollection(db, 'trades', TRADES_VALIDATOR, 'error');
  await db.collection('trades').createIndexes([
    { key: { copy_id: 1 }, name: 'lockstep_copy', unique: true, partialFilterExpression: OURS },
    {
      key: { slave_id: 1, magic: 1 },
      name: 'lockstep_magic',
      unique: true,
      partialFilterExpression: OURS,
    },
  ]);
  await db
    .collection('events')
    .createIndexes([{ key: { account: 1, seq: 1 }, name: 'lockstep_chain', unique: true }]);
  await createIndexIfPossible(db, 'accounts', { name: 1 }, { unique: true });
}

async function ensureCollection(
  db: Db,
  name: string,
  validator: Document,
  validationAction: 'warn' | 'error',
): Promise<void> {
  const wanted = { validator, validationAction, validationLevel: 'moderate' };
  const [found] = await db.listCollections({ name }).toArray();
  if (found === undefined) {
    try {
      await db.createCollection(name, wanted);
    } catch (error) {
      // Another process was faster, with the same validator.
      if (!hasCode(error, [48])) throw error;
    }
    return;
  }
  const { options = {} } = found as { options?: Document };
  const same = ['validator', 'validationAction', 'validationLevel'].every(
    (key) => JSON.stringify(options[key]) === JSON.stringify(wanted[key as keyof typeof wanted]),
  );
  if (same) return;
  try {
    await db.command({ collMod: name, ...wanted });
  } catch (error) {
    // The role readWrite makes collections and indexes, but changes no collection that another program has
    // made. The validator is a second look: what is read is parsed strictly without it.
    if (!hasCode(error, [UNAUTHORIZED])) throw error;
  }
}

/**
 * For an index that only helps. Documents may contradict it, or an index of other options may be
 * there; two accounts of one name are then found and reported when the documents are read.
 */
async function createIndexIfPossible(
  db: Db,
  collection: string,
  key: Record<string, 1>,
  options: CreateIndexesOptions,
): Promise<void> {
  try {
    await db.collection(collection).createIndex(key, options);
  } catch (error) {
    if (!hasCode(error, [11_000, 85, 86])) throw error;
  }
}

function hasCode(error: unknown, codes: readonly number[]): boolean {
  return error instanceof MongoServerError && codes.includes(Number(error.code));
}
