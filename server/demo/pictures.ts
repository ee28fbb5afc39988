import { deflateSync } from 'node:zlib'

/** An invented poster: a ground of two colours and some plain shapes, as a PNG. */
export function poster(from: readonly number[], to: readonly number[]): Buffer {
  const [width, height] = [480, 320]
  const rows: Buffer[] = []
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(1 + width * 3)
    for (let x = 0; x < width; x++) {
      const share = (x / width + y / height) / 2
      const light = isCar(x / width, y / height) ? 64 : 0
      for (let channel = 0; channel < 3; channel++) {
        const tone = (from[channel] ?? 0) * (1 - share) + (to[channel] ?? 0) * share + light
        row[1 + x * 3 + channel] = Math.min(255, Math.round(tone))
      }
    }
    rows.push(row)
  }
  return png({ width, height, data: Buffer.concat(rows) })
}

/** Body, roof and two wheels. */
function isCar(x: number, y: number): boolean {
  const wheel = (cx: number): boolean => (x - cx) ** 2 + ((y - 0.68) / 1.5) ** 2 < 0.045 ** 2
  const body = x > 0.2 && x < 0.8 && y > 0.5 && y < 0.66
  const roof = x > 0.32 && x < 0.66 && y > 0.34 && y <= 0.5 && x - 0.32 > (0.5 - y) * 0.5
  return body || roof || wheel(0.33) || wheel(0.67)
}

function png({ width, height, data }: { width: number; height: number; data: Buffer }): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(data)), chunk('IEND')])
}

function chunk(name: string, data = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(name), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}

/** One page with a title, in a font every reader has. */
export function onePagePdf(title: string): Buffer {
  const text = `BT /F1 24 Tf 72 720 Td (${title}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let file = '%PDF-1.4\n'
  const places = objects.map((object, n) => {
    const at = file.length
    file += `${n + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`
  return Buffer.from(
    `${file}${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`,
  )
}
