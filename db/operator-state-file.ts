/** An operator's orders in a local folder: where they wait while the database is down. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../config/replace-file.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import { fileName } from './file-name.ts';
import {
  NO_ORDERS,
  parseOperatorState,
  type OperatorState,
  type OperatorStateStore,
  type OrderedAccount,
} from './operator-state-store.ts';

/** See {@link OperatorStateStore}. Of one process: the account's node. */
export class OperatorStateFile implements OperatorStateStore {
  readonly #folder: string;

  /** @param folder made at the first write. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async find(account: OrderedAccount): Promise<OperatorState> {
    const file = this.#file(account);
    const text = await this.#guarded(file, () => textOf(file));
    return text === null ? NO_ORDERS : parseOperatorState(account, fromJson(text));
  }

  async put(account: OrderedAccount, state: OperatorState): Promise<boolean> {
    if ((await this.find(account)).revision >= state.revision) return false;
    const file = this.#file(account);
    await this.#guarded(file, async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await replaceFile(file, JSON.stringify(state));
    });
    return true;
  }

  async forget(account: OrderedAccount): Promise<void> {
    const file = this.#file(account);
    await this.#guarded(file, () => rm(file, { force: true }));
  }

  #file(account: OrderedAccount): string {
    return path.join(this.#folder, fileName('operator', account));
  }

  async #guarded<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new StoreUnavailableError(`${file} cannot be read or written (${why})`, { cause });
    }
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Text that is no JSON is no state: parseOperatorState says so. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
