const ZIP = [0x50, 0x4b, 0x03, 0x04]
const SIGNATURES: readonly { type: string; at: number; bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'application/pdf', at: 0, bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'application/zip', at: 0, bytes: ZIP },
  // Word, Excel and PowerPoint before 2007.
  { type: 'application/x-ole-storage', at: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
]
/** The `ftyp` brands of MP4; others (QuickTime, HEIC, AVIF) are no video WeCom takes. */
const MP4_BRANDS = /^(isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash|3gp[4-7])$/

/** What a file is, by its first bytes; 'application/octet-stream' when they say nothing. */
export function sniffType(bytes: Uint8Array): string {
  const found = SIGNATURES.find(({ at, bytes: mark }) => mark.every((byte, i) => bytes[at + i] === byte))
  if (found) return found.type
  const box = Buffer.from(bytes.subarray(4, 12)).toString('latin1')
  if (box.startsWith('ftyp') && MP4_BRANDS.test(box.slice(4))) return 'video/mp4'
  return 'application/octet-stream'
}
