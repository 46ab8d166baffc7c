/**
 * The node's side of HELLO, CHALLENGE, AUTH and WELCOME for one connection. Pure but for the nonce
 * it is given: ea-link.ts does the sending.
 *
 * Invariants:
 * 1. Nothing but HELLO is accepted first, nothing but AUTH second; either may come once.
 * 2. The node proves that it knows the secret before the EA does; both proofs cover both nonces.
 */
import { handshakeMac, isSameMac, type Handshake } from '../config/ea-auth.ts';
import type { EaStream, Hello } from './ea-protocol.ts';
import { EA_PROTOCOL_VERSION } from './ea-protocol.ts';
import type { NodeMessage } from './ea-requests.ts';

/** Largest message of a handshake: HELLO and AUTH are smaller, however their texts are escaped. */
export const HANDSHAKE_MAX_BYTES = 8 * 1024;

/** Whoever says it has proved nothing yet: it must not write lines of its own into the log. */
// oxlint-disable-next-line no-control-regex -- that they are control characters is the point
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g;

/** Whom this node serves. */
export interface Expected {
  readonly secret: string;
  readonly role: 'master' | 'slave';
  /** `login` and `server` of the account; null accepts the first one that knows the secret. */
  readonly login: string | null;
  readonly server: string | null;
}

/** Where one connection stands. */
export type HandshakeState =
  | { readonly type: 'greeting' }
  | { readonly type: 'challenged'; readonly hello: Hello; readonly exchange: Handshake };

/** What follows from a message. */
export type HandshakeStep =
  | { readonly type: 'answer'; readonly message: NodeMessage; readonly state: HandshakeState }
  | {
      readonly type: 'authenticated';
      readonly hello: Hello;
      readonly journalId: string;
      readonly highestLease: number;
    }
  | { readonly type: 'refused'; readonly code: string; readonly message: string };

/** Takes the next message of an unauthenticated connection. */
export function shakeHands(
  state: HandshakeState,
  message: EaStream,
  expected: Expected,
  nonceNode: string,
): HandshakeStep {
  if (state.type === 'greeting') {
    return message.type === 'HELLO'
      ? greet(message, expected, nonceNode)
      : refused('HELLO_FIRST', `${message.type} came before HELLO`);
  }
  if (message.type !== 'AUTH') {
    return refused('AUTH_FIRST', `${message.type} came before AUTH`);
  }
  if (!isSameMac(message.mac, handshakeMac(expected.secret, 'ea', state.exchange))) {
    return refused('WRONG_SECRET', 'the EA does not know this account’s secret: compare InpSecret');
  }
  const { journalId, highestLease } = message;
  return { type: 'authenticated', hello: state.hello, journalId, highestLease };
}

function greet(hello: Hello, expected: Expected, nonceNode: string): HandshakeStep {
  const { protocol, login, server, nonceEa, role } = hello;
  if (protocol !== EA_PROTOCOL_VERSION) {
    return refused(
      'PROTOCOL',
      `the EA speaks protocol ${String(protocol)}, this node ${String(EA_PROTOCOL_VERSION)}: install the EA of this version`,
    );
  }
  if (role !== expected.role) {
    return refused('WRONG_ROLE', `the EA's InpRole is ${role}, the account is a ${expected.role}`);
  }
  const isForeign =
    (expected.login !== null && expected.login !== login) ||
    (expected.server !== null && expected.server !== server);
  if (isForeign) {
    return refused(
      'WRONG_ACCOUNT',
      `the terminal is logged into ${login}@${server.replaceAll(CONTROL, '?')}, the account is ${expected.login ?? '?'}@${expected.server ?? '?'}`,
    );
  }
  const exchange = { protocol, login, server, nonceEa, nonceNode };
  const mac = handshakeMac(expected.secret, 'node', exchange);
  return {
    type: 'answer',
    message: { type: 'CHALLENGE', nonceNode, mac },
    state: { type: 'challenged', hello, exchange },
  };
}

function refused(code: string, message: string): HandshakeStep {
  return { type: 'refused', code, message };
}
