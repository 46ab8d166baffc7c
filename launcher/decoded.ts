import { withoutMark } from '../config/without-mark.ts';

/** Text as MetaTrader's programs and Windows' own write it: UTF-16LE or UTF-8, with or without a mark. */
export function decoded(bytes: Buffer): string {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || bytes[1] === 0;
  return withoutMark(bytes.toString(isWide ? 'utf16le' : 'utf8')).trim();
}
