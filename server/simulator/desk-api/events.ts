// Server-sent events for the desk: ids and kinds only; the page reads what it shows.

import type { Context } from 'koa'
import { PassThrough } from 'node:stream'
import { isoTime } from '../clock.ts'
import type { Delivery } from '../callbacks/delivery.ts'
import type { Simulation } from '../simulation.ts'
import type { Change } from '../world/changes.ts'

const KEEP_ALIVE_MS = 15_000

function eventOf(sim: Simulation, change: Change): readonly [string, Record<string, unknown>] {
  if (change.kind === 'message') {
    const { chatId, id, sender, source } = change.message
    return ['message', { chatId, id, sender, source }]
  }
  if (change.kind === 'clock')
    return ['clock', { now: isoTime(sim.world.clock.now()), offsetMs: change.offsetMs }]
  return ['truth-changed', { kind: change.kind }]
}

function deliveryFace(one: Delivery): Record<string, unknown> {
  return {
    id: one.id,
    event: one.event,
    changeType: one.changeType,
    state: one.state,
    status: one.attempts.at(-1)?.status ?? 0,
    tries: one.attempts.length,
  }
}

export interface DeskEvents {
  connect(ctx: Context): void
}

export function createDeskEvents(sim: Simulation): DeskEvents {
  const pages = new Set<PassThrough>()
  const tell = (name: string, data: Record<string, unknown>): void => {
    for (const page of pages) page.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  }
  sim.world.listen((change) => {
    if (pages.size > 0) tell(...eventOf(sim, change))
  })
  sim.callbacks.onDelivery((delivery) => tell('callback-delivered', deliveryFace(delivery)))
  return {
    connect: (ctx) => {
      const page = new PassThrough()
      pages.add(page)
      const beat = setInterval(() => page.write(': still here\n\n'), KEEP_ALIVE_MS).unref()
      ctx.req.on('close', () => {
        clearInterval(beat)
        pages.delete(page)
        page.end()
      })
      ctx.set({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
      ctx.body = page
      page.write(': welcome\n\n')
    },
  }
}
