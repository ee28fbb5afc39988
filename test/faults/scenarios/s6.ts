import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const GROUP = 'externalcontact/groupchat/get'
const WORKERS = 8

export const s6: Scenario = {
  row: 'S6',
  title: 'tokens revoked under eight workers',
  target: '≤ 1 gettoken per revocation, no failed page',
  run: (options) => {
    const { isFull, seed } = options
    const company = isFull ? { contacts: 20_000, staff: 100 } : { contacts: 60, groups: 40 }
    // Groups are read eight at a time however small the company is.
    const path = isFull ? BATCH : GROUP
    return withLab(options, { company, isSynced: true }, async (lab) => {
      const { calls } = lab.simulator
      changeSilently(lab, { remark: '换钥匙' })
      // At calls far enough apart that none of them still carries the token that was revoked before.
      const at = Array.from({ length: isFull ? 10 : 2 }, (_, n) => 9 + 2 * WORKERS * n)
      const rules = at.map((skip) => ({ path, tokenRevokeRate: 1, skip, count: 1 }))
      lab.simulator.faults.set({ seed, rules: [{ path, latencyMs: 40 }, ...rules] })
      calls.reset()
      const { id } = await lab.commands().sync({ kind: 'full' })
      const run = await lab.runEnded(id)
      const revoked = at.filter((skip) => calls.of(path) > skip).length
      const got = calls.of('gettoken')
      const failures = await lab.count(`SELECT COUNT(*) AS "n" FROM "SyncFailure"`)
      const refused = calls.counts().byPath[path]?.answers['40014'] ?? 0
      return [
        finding(
          `${revoked} revocations, ${refused} pages refused for it, ${got} gettoken`,
          got <= revoked && revoked === at.length && refused >= revoked,
        ),
        finding(`run ${run.state}, ${failures} failed pages`, run.state === 'done' && failures === 0),
        await lab.equality(),
      ]
    })
  },
}
