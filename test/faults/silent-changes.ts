import type { Lab } from './lab.ts'

/** Changes every `every`-th relation without an event, so that a page that is lost shows in the copy. */
export function changeSilently(
  { simulator }: Lab,
  { remark, every = 1 }: { remark: string; every?: number },
): number {
  const { world } = simulator
  let n = 0
  for (const staff of world.staff.all().filter((one) => one.status === 1))
    for (const follow of [...world.follows.each(staff.userid)]) {
      n += 1
      if (n % every === 0)
        world.change({ kind: 'follow', follow: { ...follow, remark: `${remark} ${n}`.slice(0, 20) } })
    }
  return n
}
