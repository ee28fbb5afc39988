import chardet from 'chardet'
import iconv from 'iconv-lite'

const SAMPLE_BYTES = 64 * 1024

/** Watches the bytes of an upload go by and knows at the end how they are written. */
export interface CharsetWatch {
  take(bytes: Buffer): void
  /** A name iconv-lite knows. */
  charset(): string
  /** Not text at all: 'excel' for a workbook, 'binary' for anything else. */
  foreign(): 'excel' | 'binary' | null
}

export function watchCharset(): CharsetWatch {
  const strict = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = true
  let sample = Buffer.alloc(0)
  return {
    take(bytes) {
      if (sample.length < SAMPLE_BYTES)
        sample = Buffer.concat([sample, bytes.subarray(0, SAMPLE_BYTES - sample.length)])
      if (isUtf8) isUtf8 = accepts(() => strict.decode(bytes, { stream: true }))
    },
    charset: () => markOf(sample) ?? (isUtf8 && accepts(() => strict.decode()) ? 'utf-8' : guess(sample)),
    foreign() {
      if (sample.subarray(0, 4).equals(ZIP) || sample.subarray(0, 4).equals(OLD_OFFICE)) return 'excel'
      return markOf(sample) === null && sample.includes(0) ? 'binary' : null
    },
  }
}

const ZIP = Buffer.from('PK\x03\x04', 'latin1')
const OLD_OFFICE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/** Byte order marks; Excel's "Unicode text" is UTF-16. */
function markOf(sample: Buffer): string | null {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return 'utf-8'
  return null
}

// Excel in China writes GBK, of which GB18030 is the complete form; chardet takes short Chinese texts for other sets.
function guess(sample: Buffer): string {
  if (!iconv.decode(sample.subarray(0, lastLineEnd(sample)), 'gb18030').includes('\ufffd')) return 'gb18030'
  const found = chardet.detect(sample)
  return found !== null && iconv.encodingExists(found) ? found.toLowerCase() : 'gb18030'
}

/** The sample may end inside a character; a line never does. */
function lastLineEnd(sample: Buffer): number {
  const at = sample.lastIndexOf(0x0a)
  return at < 0 ? sample.length : at
}

function accepts(decode: () => unknown): boolean {
  try {
    decode()
    return true
  } catch {
    return false
  }
}
