/** The proof that both ends of an EA link know the account's secret. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What one HELLO exchange is about; every field enters the proof. */
export interface Handshake {
  readonly protocol: number;
  readonly login: string;
  readonly server: string;
  readonly nonceEa: string;
  readonly nonceNode: string;
}

/**
 * HMAC-SHA-256 over the side and the exchange, joined by newlines, as lower-case hex.
 * @param secret the account's secret, 64 hex digits, used as text.
 * @param side who proves: the same exchange gives two different proofs, so none can be reflected.
 */
export function handshakeMac(secret: string, side: 'node' | 'ea', exchange: Handshake): string {
  const { protocol, login, server, nonceEa, nonceNode } = exchange;
  return createHmac('sha256', secret)
    .update([side, String(protocol), login, server, nonceEa, nonceNode].join('\n'))
    .digest('hex');
}

/** Compares two proofs in constant time; false for any malformed one. */
export function isSameMac(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')];
  return a.length === 32 && a.length === b.length && timingSafeEqual(a, b);
}
