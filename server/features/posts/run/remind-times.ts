import { z } from 'zod'

const times = z.array(z.iso.datetime())

/** When a member was reminded, in milliseconds. */
export function readReminds(json: string): number[] {
  return times.parse(JSON.parse(json)).map((at) => Date.parse(at))
}
