/**
 * One `accounts` document → an account of the domain, strictly: every field that is wrong is
 * reported by name, value and expectation. Documents of the Python copier parse unchanged.
 */
import type { z } from 'zod';
import type { Account } from '../domain/account.ts';
import { EXPECTED, masterDocument, slaveDocument } from './account-fields.ts';
import type { RawDocument } from './account-store.ts';
import { shownValue, type DocumentProblem } from './document-problem.ts';
import { nearestName } from './nearest-name.ts';

/** Largest document as JSON: a hundred times what a well-filled one takes. */
export const MAX_ACCOUNT_DOCUMENT_BYTES = 65_536;

/** A document's account, or everything that is wrong with it (at least one problem). */
export type ParsedAccount =
  | { readonly account: Account; readonly problems: readonly [] }
  | { readonly account: null; readonly problems: readonly DocumentProblem[] };

/**
 * @param document as a driver or JSON gives it; an `_id` is allowed and ignored.
 * @param label how a message calls a document without a usable name, for example `document 3`.
 */
export function parseAccountDocument(document: unknown, label: string): ParsedAccount {
  const name = nameOf(document, label);
  const reject = (field: string, value: string, expected: string): DocumentProblem => ({
    collection: 'accounts',
    name,
    field,
    value,
    expected,
    ...(isObject(document) && document['enabled'] === false ? { isDisabled: true } : {}),
  });
  if (!isObject(document)) {
    return bad([reject('the document', shownValue(document), 'an object with fields')]);
  }
  const bytes = jsonBytes(document);
  if (bytes > MAX_ACCOUNT_DOCUMENT_BYTES) {
    const limit = `at most ${String(MAX_ACCOUNT_DOCUMENT_BYTES / 1024)} KB`;
    return bad([reject('the document', `${(bytes / 1024).toFixed(0)} KB large`, limit)]);
  }
  const { _id, ...fields } = document;
  if (fields['type'] !== 'MASTER' && fields['type'] !== 'SLAVE') {
    return bad([reject('type', shownValue(fields['type']), EXPECTED['type'] ?? '')]);
  }
  const schema = fields['type'] === 'MASTER' ? masterDocument : slaveDocument;
  const parsed = parse(schema, fields);
  if (parsed.data !== null) return { account: toAccount(parsed.data), problems: [] };
  const known = Object.keys(schema.shape);
  return bad(
    parsed.issues
      .flatMap((issue) => pathsOf(issue))
      .map((path) => {
        const field = path.join('.');
        return reject(field, shownValue(valueAt(fields, path), field), expect(path, known));
      }),
  );
}

/** How to call a document: its name, else its `_id`, else its place. */
export function nameOf(document: unknown, label: string): string {
  if (!isObject(document)) return label;
  const { name, _id: id } = document;
  if (typeof name === 'string' && name.trim() !== '') return name.slice(0, 80);
  return typeof id === 'string' ? `_id ${id}` : label;
}

function bad(problems: readonly DocumentProblem[]): ParsedAccount {
  return { account: null, problems };
}

function isObject(value: unknown): value is RawDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonBytes(document: RawDocument): number {
  const json = JSON.stringify(document, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return Buffer.byteLength(json);
}

type Documents = z.output<typeof masterDocument> | z.output<typeof slaveDocument>;

function parse(
  schema: typeof masterDocument | typeof slaveDocument,
  fields: RawDocument,
): { data: Documents; issues: [] } | { data: null; issues: readonly z.core.$ZodIssue[] } {
  const result = schema.safeParse(fields);
  return result.success
    ? { data: result.data, issues: [] }
    : { data: null, issues: result.error.issues };
}

/** The fields an issue is about: an unknown field is named itself, not the object that holds it. */
function pathsOf(issue: z.core.$ZodIssue): readonly (readonly string[])[] {
  const path = issue.path.map(String);
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

function valueAt(fields: RawDocument, path: readonly string[]): unknown {
  let value: unknown = fields;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as RawDocument)[key];
  }
  return value;
}

function expect(path: readonly string[], known: readonly string[]): string {
  const [field = ''] = path;
  if (!known.includes(field)) {
    if (Object.hasOwn(EXPECTED, field))
      return 'no such field: it belongs to accounts of the other type';
    const meant = nearestName(field, known);
    return meant === null ? 'a known field' : `a known field; did you mean "${meant}"?`;
  }
  return EXPECTED[field] ?? 'another value';
}

function toAccount(document: Documents): Account {
  const common = {
    name: document.name,
    enabled: document.enabled,
    path: document.path,
    login: document.login,
    server: document.server,
    eaPort: document.ea_port,
    host: document.host,
    terminalArguments: document.terminal_arguments,
    symbols: {
      map: new Map(Object.entries(document.symbol_map)),
      prefix: document.prefix,
      suffix: document.suffix,
    },
  };
  if (document.type === 'MASTER') {
    return { ...common, type: 'MASTER', busEndpoint: document.bus_endpoint };
  }
  return {
    ...common,
    type: 'SLAVE',
    masters: document.masters,
    slippageTolerance: document.slippage_tolerance,
    slippageMode: document.slippage_mode,
    maxSignalAgeMs: document.max_signal_age,
    sizing: document.sizing,
    maxLots: document.max_lots,
    maxOpenCopies: document.max_open_copies,
    maxTotalLots: document.max_total_lots,
    filling: document.filling,
    minModifyIntervalMs: document.min_modify_interval,
    dailyRequestLimit: document.daily_request_limit,
    onSilence: document.on_silence,
    silenceMs: document.silence_seconds,
  };
}
