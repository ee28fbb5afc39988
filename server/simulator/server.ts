// The HTTP server: WeCom's API, its login pages, the control API and the desk.

import Koa, { type Context } from 'koa'
import { createServer, type Server } from 'node:http'
import { ActionRefused } from './actions/index.ts'
import { createGateway } from './api/gateway.ts'
import { endpoints } from './api/index.ts'
import { oauthRouter } from './api/oauth-pages.ts'
import { BadRequest } from './control/read-json.ts'
import { controlRouter } from './control/routes.ts'
import { deskRouter } from './desk-api/routes.ts'
import { serveDesk } from './desk-api/static.ts'
import { BodyTooLarge } from './http-body.ts'
import type { Simulation } from './simulation.ts'

async function answerErrors(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  try {
    await next()
  } catch (error) {
    const refused =
      error instanceof ActionRefused ||
      error instanceof BadRequest ||
      error instanceof RangeError ||
      error instanceof BodyTooLarge
    ctx.status = refused ? 400 : 500
    ctx.body = { error: error instanceof Error ? error.message : 'unknown failure of the simulator' }
  }
}

export interface Listening {
  origin: string
  close(): Promise<void>
}

function portTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

async function listen(server: Server, address: { host: string; port: number }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const said = `port ${address.port} on ${address.host} is taken; stop the other program or set SIMULATOR_PORT`
      reject(portTaken(error) ? new Error(said) : error)
    })
    server.listen(address.port, address.host, resolve)
  })
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : address.port
}

export async function serveSimulation(
  sim: Simulation,
  address: { host: string; port: number },
): Promise<Listening> {
  const app = new Koa()
  const routers = [oauthRouter(sim), controlRouter(sim), deskRouter(sim)]
  app.use(answerErrors)
  app.use(createGateway(sim, endpoints))
  for (const router of routers) app.use(router.routes())
  app.use(serveDesk)
  // A client that hangs up in the middle of an answer is an everyday event here.
  app.silent = true
  const server = createServer(app.callback())
  const port = await listen(server, address)
  return {
    origin: `http://${address.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
