import { createDecipheriv, createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import sqlite3 from 'sqlite3'

// What a good engineer writes without us: check, decrypt, one insert per request, synchronous NORMAL. Arguments: the
// database file, token, AES key.
const [file = '', token = '', aesKey = ''] = process.argv.slice(2)
const db = new sqlite3.Database(file)
db.exec(
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; CREATE TABLE inbox (hash TEXT PRIMARY KEY, body TEXT, at TEXT)',
  (error) => {
    if (error) throw error
    serve()
  },
)

function serve(): void {
  const insert = db.prepare('INSERT OR IGNORE INTO inbox VALUES (?, ?, ?)')
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const app = new Koa()
  app.use(async (ctx) => {
    const parts: Buffer[] = []
    for await (const part of ctx.req) parts.push(part)
    const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(Buffer.concat(parts).toString())?.[1] ?? ''
    const { msg_signature, timestamp, nonce } = ctx.query
    const signed = [token, String(timestamp), String(nonce), encrypted].sort().join('')
    if (createHash('sha1').update(signed).digest('hex') !== msg_signature) return ctx.throw(401)
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const plain = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
    const message = plain.toString('utf8', 20, 20 + plain.readUInt32BE(16))
    const hash = createHash('sha256').update(message).digest('hex')
    await new Promise<void>((done, fail) =>
      insert.run([hash, message, new Date().toISOString()], (error) => (error ? fail(error) : done())),
    )
    ctx.body = 'success'
  })
  const server = app.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
  })
}
