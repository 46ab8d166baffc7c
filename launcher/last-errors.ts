/** What each child said last of what is wrong: the reason when it cannot run. */
import { z } from 'zod';
import type { ChildSpec } from './child-spec.ts';

const LONGEST = 400;

const errorLine = z.looseObject({ level: z.enum(['error', 'fatal']), msg: z.string() });

/** See file header. One line is kept per child. */
export class LastErrors {
  readonly #byId = new Map<string, string>();

  /** @param line what the child wrote; lines of the log alone are heard. */
  hear({ id }: Pick<ChildSpec, 'id'>, line: string): void {
    if (!/^\{"level":"(?:error|fatal)"/.test(line)) return;
    const { data } = errorLine.safeParse(parsed(line));
    if (data !== undefined) this.#byId.set(id, data.msg.slice(0, LONGEST));
  }

  /** Null: it has said nothing of the kind. */
  of(id: string): string | null {
    return this.#byId.get(id) ?? null;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Cut off by a crash: it is no reason that anybody could read.
    return null;
  }
}
