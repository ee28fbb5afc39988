import { measureCallbacks } from './callbacks.ts'
import { measureCalls } from './calls.ts'
import { measureCompany } from './company.ts'
import { measureEvents } from './events.ts'
import type { Goal } from './goals.ts'
import { measureHandover } from './handover.ts'
import { measurePaint } from './paint.ts'
import { measurePosts } from './posts.ts'
import { measureProfile } from './profile.ts'
import { measureSync } from './sync-speed.ts'

// npm run bench [-- --million] [-- calls profile …]: prints one JSON object, {goal: {value, target, met, …}}. Names of
// goals as in docs/performance.md. Ends with 1 when a goal is not met, with 3 when a part could not be measured.
const parts: Record<string, (size: { million: boolean }) => Promise<Record<string, Goal>>> = {
  calls: measureCalls,
  sync: measureSync,
  events: measureEvents,
  profile: measureProfile,
  callbacks: measureCallbacks,
  company: measureCompany,
  handover: measureHandover,
  posts: measurePosts,
  paint: measurePaint,
}
const asked = process.argv.slice(2).filter((name) => name !== '--million')
const million = process.argv.includes('--million')
const unknown = asked.filter((name) => !(name in parts))
if (unknown.length > 0) {
  process.stderr.write(`No such part: ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}\n`)
  process.exit(2)
}
const goals: Record<string, Goal> = {}
const broken: string[] = []
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  process.stderr.write(`measuring ${name} …\n`)
  try {
    Object.assign(goals, await parts[name]?.({ million }))
  } catch (error) {
    broken.push(name)
    process.stderr.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`)
  }
}
process.stdout.write(`${JSON.stringify(goals, null, 2)}\n`)
const missed = Object.keys(goals).filter((name) => goals[name]?.met === false)
if (missed.length > 0) process.stderr.write(`not met: ${missed.join(', ')}\n`)
if (broken.length > 0) process.stderr.write(`not measured: ${broken.join(', ')}\n`)
process.exit(broken.length > 0 ? 3 : missed.length > 0 ? 1 : 0)
