/** What is wrong with a stored document, as a value: a bad document is reported and hides no good one. */

/** A field of a document that is not as it must be; shown to the user as it stands. */
export interface DocumentProblem {
  readonly collection: 'accounts' | 'trades';
  /** The document's `name`, or how to find it when it has none (`document 3`, `_id …`). */
  readonly name: string;
  readonly field: string;
  /** The value as JSON, cut to a readable length. */
  readonly value: string;
  /** What is expected instead. */
  readonly expected: string;
  /** Whether the document says that it is not to be started. */
  readonly isDisabled?: true;
  /** Whether the Python copier wrote it. */
  readonly isPython?: true;
}

const READABLE_LENGTH = 80;
/** Fields that are not ours, but that a document may have: their values go into no log and no alarm. */
const SECRET_NAME = /pass|pwd|secret|token|credential|api_?key|private_?key/i;
const HIDDEN = '***';

/** One line for a user: `accounts "Apex_01": suffix is 5; expected text such as ".c"`. */
export function describeProblem(problem: DocumentProblem): string {
  const { collection, name, field, value, expected } = problem;
  return `${collection} "${name}": ${field} is ${value}; expected ${expected}`;
}

/** A field's value as JSON for a message, cut to a readable length; 64-bit integers without quotes, no secrets. */
export function shownValue(value: unknown, field = ''): string {
  if (value === undefined) return 'missing';
  if (SECRET_NAME.test(field)) return HIDDEN;
  // Cut long text before it is serialised: a value of megabytes is not worth a copy.
  const cut = typeof value === 'string' ? value.slice(0, READABLE_LENGTH + 1) : value;
  const text =
    JSON.stringify(cut, (key, part: unknown) => {
      if (SECRET_NAME.test(key)) return HIDDEN;
      return typeof part === 'bigint' ? Number(part) : part;
    }) ?? typeof value;
  return text.length > READABLE_LENGTH ? `${text.slice(0, READABLE_LENGTH)}…` : text;
}
