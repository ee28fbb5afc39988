import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSimulator, type Simulator } from '../../server/simulator/index.ts'
import { TRUTH_KINDS } from '../../server/simulator/world/truth.ts'
import { NOON } from './ask.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liuke-journal-'))
  file = join(folder, 'simulator.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

const start = (more: object = {}): Promise<Simulator> =>
  startSimulator({
    port: 0,
    contacts: 200,
    groups: 6,
    journalFile: file,
    clock: { start: NOON, frozen: true },
    ...more,
  })

function everything(simulator: Simulator): string {
  const rows = TRUTH_KINDS.map((kind) => [...simulator.truth.rows(kind)])
  const { chats, clock, transfers } = simulator.world
  return JSON.stringify([rows, chats.touched().map((id) => chats.written(id)), transfers.all(), clock.now()])
}

async function live(simulator: Simulator): Promise<void> {
  const act = (name: string, input: object) => simulator.actions(name, input)
  const customers = [...simulator.world.follows.each('lina')].map((one) => one.externalUserid)
  const { externalUserid } = act('add-contact', { userid: 'lina', name: '重启也在', state: 'store_07' })
  const { tagId } = act('create-corp-tag', { group: '新组', name: '新标签' })
  act('tag', { userid: 'lina', externalUserid, tagId })
  act('delete-contact', { userid: 'lina', externalUserid: customers[1] })
  const { chatId } = act('create-group', { userid: 'lina', name: '新群', externalUserids: [customers[0]] })
  act('join-group', { chatId, externalUserid })
  act('leave-group', { chatId, member: customers[0] })
  const { momentId } = act('publish-moment', { userid: 'lina', text: '今天交车' })
  act('like-moment', { momentId, externalUserid })
  act('resign-member', { userid: 'wanglei' })
  const body = JSON.stringify({ kind: 'text', text: '写下的话' })
  await fetch(
    `${simulator.origin}/desk/api/chats/single:lina:${String(externalUserid)}/messages?userid=lina`,
    { method: 'POST', body },
  )
  simulator.clock.advance(5 * 86_400_000)
}

describe('the journal', () => {
  it('gives the same truth after a restart, clock, members and messages included', async () => {
    const first = await start()
    await live(first)
    const before = everything(first)
    await first.close()
    const second = await start()
    expect(everything(second)).toBe(before)
    const more = second.actions('add-contact', { userid: 'lina', name: '下一位' })
    expect(
      second.truth
        .page('contacts', { limit: 5000 })
        .items.filter((one) => one.externalUserid === more.externalUserid),
    ).toHaveLength(1)
    await second.close()
  })

  it('keeps the seeded past when it is opened days later', async () => {
    const first = await start()
    const before = JSON.stringify(first.truth.page('follows', { limit: 50 }))
    await first.close()
    const second = await start({ clock: { start: NOON + 9 * 86_400_000, frozen: true } })
    expect(JSON.stringify(second.truth.page('follows', { limit: 50 }))).toBe(before)
    await second.close()
  })

  it('drops a line that a crash cut in half', async () => {
    const first = await start()
    await live(first)
    const before = everything(first)
    await first.close()
    appendFileSync(file, '{"kind":"follow","follow":{"userid":"li')
    const second = await start()
    expect(everything(second)).toBe(before)
    await second.close()
    expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true)
  })

  it('refuses another company and says which number differs', async () => {
    await (await start()).close()
    await expect(start({ contacts: 201 })).rejects.toThrow('contacts 200, now 201')
  })
})
