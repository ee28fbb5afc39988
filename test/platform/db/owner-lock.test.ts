import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../server/platform/db/index.ts'
import { startChild } from '../../support/child.ts'
import { newSqliteFile } from '../../support/templates.ts'

const log = { warn: () => undefined }
const removals: (() => void)[] = []
afterEach(() => removals.splice(0).forEach((remove) => remove()))

async function newUrl(): Promise<string> {
  const { path, remove } = await newSqliteFile()
  removals.push(remove)
  return `file:${path}`
}

describe('The file of a SQLite company', () => {
  it('has one owner: a second start is refused and told who holds it', async () => {
    const url = await newUrl()
    const first = startChild(import.meta.url, './open-child.ts', [url])
    expect(await first.line()).toBe('open')
    await expect(openDatabase({ url, log })).rejects.toThrow(`(process ${first.process.pid}) is running on`)
  })

  it('is free at once when its owner is killed', async () => {
    const url = await newUrl()
    const first = startChild(import.meta.url, './open-child.ts', [url])
    expect(await first.line()).toBe('open')
    first.process.kill('SIGKILL')
    await first.ended
    const second = await openDatabase({ url, log })
    expect(second.isAlone).toBe(true)
    await second.close()
    await (await openDatabase({ url, log })).close()
  })

  it('lets a command line beside its owner read and write', async () => {
    const url = await newUrl()
    const owner = await openDatabase({ url, log })
    await owner.db.corp.create({
      data: {
        corpId: 'c',
        name: 'owner',
        agentId: 1,
        secretsSealed: '',
        createdAt: new Date(0),
        updatedAt: new Date(0),
      },
    })
    const guest = startChild(import.meta.url, './open-child.ts', [url, 'guest'])
    expect(await guest.line()).toBe('open')
    expect((await owner.db.corp.findFirst())?.name).toBe('guest')
    await owner.close()
  })

  it('cannot be opened where no folder can be made', async () => {
    await expect(openDatabase({ url: 'file:/dev/null/liuke.db', log })).rejects.toThrow(/EEXIST|ENOTDIR/)
    await expect(openDatabase({ url: 'mysql://x', log })).rejects.toThrow('file: or postgres://')
  })
})
