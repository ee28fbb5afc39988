import { DEMO_CREDENTIALS } from '../../../server/simulator/index.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import type { Lab } from '../lab.ts'

export const c9: Scenario = {
  row: 'C9',
  title: 'silent changes: mobiles, and writes of another app',
  target: 'no event, different before, equal after one reconcile',
  run: (options) =>
    withLab(options, { company: { contacts: 60 }, isSynced: true, isCalledBack: true }, async (lab) => {
      const customers = lab.customersOf('lina')
      const before = lab.simulator.callbacks.deliveries().length
      for (const [n, externalUserid] of customers.slice(0, 5).entries())
        lab.act('edit-contact', { userid: 'lina', externalUserid, remarkMobiles: [`1390000${1000 + n}`] })
      for (const externalUserid of customers.slice(5, 10)) await remarkByApi(lab, externalUserid)
      const events = lab.simulator.callbacks.deliveries().length - before
      const { different } = await lab.compare()
      const run = await lab.sync({ kind: 'reconcile' })
      return [
        finding(
          `10 silent changes, ${events} events, ${different} rows different`,
          events === 0 && different > 0,
        ),
        finding(`reconcile ${run.state}`, run.state === 'done'),
        await lab.equality(),
      ]
    }),
}

/** What some other program of the company does with the same secret. */
async function remarkByApi({ simulator }: Lab, externalUserid: string): Promise<void> {
  const { corpId, agentSecret } = DEMO_CREDENTIALS
  const api = `${simulator.origin}/cgi-bin`
  const got = await fetch(`${api}/gettoken?corpid=${corpId}&corpsecret=${agentSecret}`)
  const token = (await got.json()) as { access_token: string }
  const answer = await fetch(`${api}/externalcontact/remark?access_token=${token.access_token}`, {
    method: 'POST',
    body: JSON.stringify({ userid: 'lina', external_userid: externalUserid, remark: '别的系统写的' }),
  })
  const { errcode } = (await answer.json()) as { errcode: number }
  if (errcode !== 0) throw new Error(`remark was refused: ${errcode}`)
}
