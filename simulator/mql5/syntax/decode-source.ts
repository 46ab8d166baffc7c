/**
 * Bytes of a source file to text: MetaEditor writes UTF-16LE with a byte order mark, UTF-8 with or
 * without one, and older files in the Windows code page; line ends are CRLF, LF or CR.
 */

/** The text of a source file; what is not UTF-8 is read as Shift JIS or Windows-1252. */
export function decodeSource(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(wholeWords(bytes), 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return decode(swapPairs(wholeWords(bytes)), 'utf-16le');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return decode(bytes.subarray(3), 'utf-8');
  }
  const littleEndian = unmarkedUtf16(bytes);
  if (littleEndian !== null) return decode(littleEndian ? bytes : swapPairs(bytes), 'utf-16le');
  // A comment in another national code page: only its letters are lost, never the code.
  return decodeStrictly(bytes, 'utf-8') ?? decodeJapanese(bytes) ?? decode(bytes, 'windows-1252');
}

/** `null` when the bytes are not text in this encoding. */
function decodeStrictly(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const KANA = /[\u3040-\u30ff]/;
/** What texts of one byte a letter become when they are read as Japanese. */
const NO_JAPANESE = /[\uff61-\uff9f\ue000-\uf8ff]/;

/** Shift JIS: the second byte of a letter may be a backslash, `"…表"` would not end. */
function decodeJapanese(bytes: Uint8Array): string | null {
  const text = decodeStrictly(bytes, 'shift_jis');
  return text !== null && KANA.test(text) && !NO_JAPANESE.test(text) ? text : null;
}

/** What stands behind the mark; some editors leave half a word at the end. */
function wholeWords(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(2, bytes.length & ~1);
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes);
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  const swapped = Uint8Array.from(bytes);
  for (let i = 0; i + 1 < swapped.length; i += 2) {
    swapped[i] = bytes[i + 1] ?? 0;
    swapped[i + 1] = bytes[i] ?? 0;
  }
  return swapped;
}

/**
 * UTF-16 whose mark was lost: blanks, operators and Latin letters have a zero byte, always on the same
 * side. Text of one byte a letter has zeros only behind its end, if at all.
 * @returns whether it is little-endian; `null` when it is no UTF-16
 */
function unmarkedUtf16(bytes: Uint8Array): boolean | null {
  const end = Math.min(bytes.length & ~1, 1024);
  const zeros: [even: number, odd: number] = [0, 0];
  for (let i = 0; i < end; i++) if (bytes[i] === 0) zeros[i & 1 ? 1 : 0]++;
  const [even, odd] = zeros;
  const more = Math.max(even, odd);
  const oneSided = Math.min(even, odd) * 4 <= more;
  return more >= 2 && more * 10 >= end && oneSided ? odd > even : null;
}
