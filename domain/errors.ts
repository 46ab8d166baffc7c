/**
 * The failures that decide what happens next: retry, stop or crash (CONTRIBUTING.md, Errors).
 * A reason not to copy is no failure: it is a refusal (refusal.ts), a value.
 */
export abstract class CopierError extends Error {
  /** Stable and for programs; the message is for humans and may change. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A setting or an account document is wrong: exit code 78, never restarted. */
export class ConfigurationError extends CopierError {
  readonly code = 'CONFIGURATION';
}

/** A message from outside does not parse: it is dropped and counted. */
export class ProtocolError extends CopierError {
  readonly code = 'PROTOCOL';
}

/** The terminal's EA is not connected, or did not answer a question that changes nothing. */
export class TerminalUnavailableError extends CopierError {
  readonly code = 'TERMINAL_UNAVAILABLE';
}

/** The database does not answer: no opens (no intent can be stored), closes go on. */
export class StoreUnavailableError extends CopierError {
  readonly code = 'STORE_UNAVAILABLE';
}

/** Somebody else changed the entry first: reload it and decide again. */
export class StaleVersionError extends CopierError {
  readonly code = 'STALE_VERSION';
}

/** For the `default` of an exhaustive switch: reaching it is a bug. */
export function unreachable(value: never): never {
  throw new TypeError(`unreachable: ${JSON.stringify(value)}`);
}
