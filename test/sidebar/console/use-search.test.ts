import { expect, it } from 'vitest'
import { useSearch } from '../../../sidebar/console/use-search.ts'

it('keeps what the last words found, also when an earlier answer comes later', async () => {
  const answers = new Map<string, (rows: string[]) => void>()
  const { found, isSearching, look } = useSearch(
    (text) => new Promise<string[]>((answer) => void answers.set(text, answer)),
  )
  const all = look('')
  const some = look(' 浦东 ')
  answers.get('浦东')?.(['浦东车友 3 群'])
  await some
  expect(isSearching.value).toBe(false)
  answers.get('')?.(['番禺置换咨询 9 群'])
  await all
  expect(found.value).toEqual(['浦东车友 3 群'])
})
