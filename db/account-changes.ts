/**
 * Which changes of the account documents are allowed: pure, the same for every store.
 *
 * Invariants:
 * 1. A change that would add a problem is refused as a whole.
 * 2. Problems that were there before refuse nothing: a user mends one field at a time.
 */
import { ConfigurationError } from '../domain/errors.ts';
import type { AccountName } from '../domain/ids.ts';
import { parseAccounts } from './account-checks.ts';
import { parseAccountDocument } from './account-document.ts';
import type { AccountFacts, RawDocument } from './account-store.ts';
import { describeProblem, type DocumentProblem } from './document-problem.ts';

/** @throws ConfigurationError when `added` cannot all stand beside `stored`. */
export function requireInsertable(
  stored: readonly RawDocument[],
  added: readonly RawDocument[],
): void {
  const taken = new Set(stored.map(({ name }) => foldedName(name)));
  const exists = added.filter(({ name }) => taken.has(foldedName(name)));
  if (exists.length > 0) {
    const names = exists.map(({ name }) => `"${String(name)}"`).join(', ');
    throw new ConfigurationError(
      `accounts exist already: ${names}; nothing was added. Edit or remove them first`,
    );
  }
  const own = added.flatMap(
    (document, index) => parseAccountDocument(document, `document ${String(index + 1)}`).problems,
  );
  refuse([...own, ...newProblems(stored, [...stored, ...added])]);
}

/** @throws ConfigurationError when `document` is bad or does not fit to the others. */
export function requirePuttable(stored: readonly RawDocument[], document: RawDocument): void {
  const others = stored.filter(({ name }) => name !== document['name']);
  const own = parseAccountDocument(document, 'the document').problems;
  refuse([...own, ...newProblems(stored, [...others, document])]);
}

/**
 * The document after single fields were changed.
 * @throws ConfigurationError when that adds a problem.
 */
export function edited(
  stored: readonly RawDocument[],
  document: RawDocument,
  changes: RawDocument,
): RawDocument {
  const after = Object.fromEntries(
    Object.entries({ ...document, ...changes }).filter(([, value]) => value !== undefined),
  );
  refuse(newProblems(stored, replaced(stored, document, after)));
  return after;
}

/**
 * The fields of `facts` that the document of this name does not have and that nobody else has;
 * null when there is no valid document of this name.
 */
export function factsToSet(
  stored: readonly RawDocument[],
  name: AccountName,
  facts: AccountFacts,
): RawDocument | null {
  const document = stored.find((each) => each['name'] === name);
  const isValid = parseAccounts(stored).accounts.some((account) => account.name === name);
  if (document === undefined || !isValid) return null;
  let current = document;
  let all = stored;
  const set: Record<string, unknown> = {};
  const groups: readonly RawDocument[] = [
    { ea_port: facts.eaPort },
    { bus_endpoint: facts.busEndpoint },
    { login: facts.login, server: facts.server },
  ];
  for (const group of groups) {
    const missing = Object.fromEntries(
      Object.entries(group).filter(
        ([field, value]) => value !== undefined && (current[field] ?? null) === null,
      ),
    );
    const after = { ...current, ...missing };
    const next = replaced(all, current, after);
    if (newProblems(all, next).length > 0) continue;
    Object.assign(set, missing);
    current = after;
    all = next;
  }
  return set;
}

/** A document as it is stored: without the store's own `_id`. */
export function withoutId({ _id, ...fields }: RawDocument): RawDocument {
  return fields;
}

function foldedName(name: unknown): unknown {
  return typeof name === 'string' ? name.toLowerCase() : {};
}

function replaced(
  all: readonly RawDocument[],
  before: RawDocument,
  after: RawDocument,
): readonly RawDocument[] {
  return all.map((each) => (each === before ? after : each));
}

function newProblems(
  before: readonly RawDocument[],
  after: readonly RawDocument[],
): readonly DocumentProblem[] {
  const known = new Set(parseAccounts(before).problems.map(describeProblem));
  return parseAccounts(after).problems.filter((problem) => !known.has(describeProblem(problem)));
}

/** All problems in one message, each once. */
function refuse(problems: readonly DocumentProblem[]): void {
  const lines = [...new Set(problems.map(describeProblem))];
  if (lines.length > 0) throw new ConfigurationError(lines.join('\n'));
}
