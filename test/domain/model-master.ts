/** A master account: positions that open, shrink, move their stops and close, and the books of it. */
import { Big } from 'big.js';
import type { MasterBook } from '../../domain/book.ts';
import { positionId, ticket, type PositionId } from '../../domain/ids.ts';
import type { ClosingDeal, Position } from '../../domain/position.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import { closingDeal, masterBook, position, SERVER_AHEAD_MS } from './builders.ts';

/** What a trader may do. */
export type Trade = 'nothing' | 'open' | 'close' | 'part' | 'stops';

/** How a book comes out. */
export type Weather = 'clear' | 'lost' | 'incomplete' | 'flat' | 'glitch';

/** See file header. */
export class ModelMaster {
  readonly positions = new Map<PositionId, Position>();
  readonly #closed: ClosingDeal[] = [];
  #identifiers = 100;
  #deals = 9_000;
  #reads = 0;
  #hasGlitched = false;
  readonly epoch = 1;

  /** @param pick chooses one of the open positions. */
  trade(trade: Trade, pick: number, nowMs: number): void {
    if (trade === 'open') this.#open(pick, nowMs);
    const chosen = [...this.positions.values()][pick % Math.max(1, this.positions.size)];
    if (chosen === undefined) return;
    const { identifier, volume } = chosen;
    if (trade === 'close') {
      this.positions.delete(identifier);
      this.#deal(chosen, volume, nowMs);
    }
    if (trade === 'stops') {
      const sl = price((1.09 - pick / 100_000).toFixed(6));
      this.positions.set(identifier, { ...chosen, sl });
    }
    const part = lots(new Big(volume).div(3).round(2, Big.roundDown).plus('0.01').toFixed(2));
    const left = new Big(volume).minus(part);
    if (trade !== 'part' || left.lte(0)) return;
    this.positions.set(identifier, { ...chosen, volume: lots(left.toFixed(2)) });
    this.#deal(chosen, part, nowMs);
  }

  /**
   * One read; null when it is lost. A flat one claims that there is nothing, without being
   * synchronised; a glitch claims it for one read although it says that it is complete.
   */
  book(weather: Weather, nowMs: number, hasDeals: boolean): MasterBook | null {
    this.#reads += 1;
    if (weather === 'lost') return null;
    const isGlitch = weather === 'glitch' && !this.#hasGlitched;
    const isComplete = weather === 'clear' || weather === 'glitch';
    if (isComplete) this.#hasGlitched = isGlitch;
    const isListed = weather !== 'flat' && !isGlitch;
    return masterBook(isListed ? [...this.positions.values()] : [], {
      epoch: this.epoch,
      seq: this.#reads,
      read: this.#reads,
      readAtMs: nowMs,
      complete: isComplete,
      synced: weather !== 'flat',
      recentlyClosed: hasDeals && !isGlitch ? [...this.#closed] : [],
    });
  }

  #open(pick: number, nowMs: number): void {
    this.#identifiers += 1;
    const identifier = positionId(String(this.#identifiers));
    this.positions.set(
      identifier,
      position({
        identifier,
        ticket: ticket(identifier),
        side: pick % 2 === 0 ? 'BUY' : 'SELL',
        volume: lots(`0.${String(1 + (pick % 20)).padStart(2, '0')}`),
        sl: pick % 3 === 0 ? price('1.08500') : null,
        openedAtServerMs: nowMs + SERVER_AHEAD_MS,
      }),
    );
  }

  #deal({ identifier }: Position, volume: Position['volume'], nowMs: number): void {
    this.#deals += 1;
    const deal = ticket(String(this.#deals));
    const timeServerMs = nowMs + SERVER_AHEAD_MS;
    this.#closed.push(closingDeal({ deal, identifier, volume, timeServerMs }));
  }
}
