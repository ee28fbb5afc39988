import type { AddressInfo } from 'node:net'
import Koa from 'koa'

// The floor: Koa that answers one small JSON, and nothing else.
const app = new Koa()
app.use((ctx) => {
  ctx.body = { hello: 'world' }
})
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
