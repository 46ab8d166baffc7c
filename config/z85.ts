/** Z85 (ZeroMQ RFC 32): 32-byte keys as 40 printable characters. */

const ALPHABET =
  '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
const KEY = /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/;

/** Whether `text` is a key in Z85. */
export function isZ85Key(text: string): boolean {
  return KEY.test(text);
}

/** @throws RangeError when the length is no multiple of 4. */
export function encodeZ85(bytes: Uint8Array): string {
  if (bytes.byteLength % 4 !== 0) {
    throw new RangeError(`${String(bytes.byteLength)} bytes are no multiple of 4`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let offset = 0; offset < bytes.byteLength; offset += 4) {
    const value = view.getUint32(offset);
    for (let power = 85 ** 4; power >= 1; power /= 85) {
      text += ALPHABET.charAt(Math.floor(value / power) % 85);
    }
  }
  return text;
}
