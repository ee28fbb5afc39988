const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID for something born in the browser, so that sending it twice stays one thing. */
export function newId(nowMs: number): string {
  let time = ''
  for (let left = Math.floor(nowMs), i = 0; i < 10; i++, left = Math.floor(left / 32))
    time = LETTERS[left % 32] + time
  const random = crypto.getRandomValues(new Uint8Array(16))
  return time + Array.from(random, (byte) => LETTERS[byte % 32]).join('')
}
