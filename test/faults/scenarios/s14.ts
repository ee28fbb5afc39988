import type { Lab } from '../lab.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'

const OTHER = 'wwsistercorp0001'
const TABLES = [
  'Corp',
  'Staff',
  'Contact',
  'Follow',
  'FollowTag',
  'Tag',
  'TagGroup',
  'Customer',
  'Identity',
  'Group',
  'GroupMember',
]

export const s14: Scenario = {
  row: 'S14',
  title: 'a second company with the same ids',
  target: 'not one row of the other company changes',
  run: (options) =>
    withLab(
      options,
      { company: { contacts: options.isFull ? 2_000 : 60 }, isSynced: true, isCalledBack: true },
      async (lab) => {
        for (const table of TABLES) await copyRows(lab, table)
        const before = await rowsOf(lab)
        for (const externalUserid of lab.customersOf('lina').slice(0, 5)) {
          lab.act('edit-contact', { userid: 'lina', externalUserid, remark: '只在我们这家' })
          lab.act('delete-contact', { userid: 'lina', externalUserid })
        }
        lab.act('add-contact', { userid: 'lina', name: '新客' })
        lab.act('rename-group', { chatId: lab.simulator.world.groups.at(0).chatId, name: '改名' })
        await lab.quiet()
        const run = await lab.sync({ kind: 'full' })
        const after = await rowsOf(lab)
        const changed =
          [...before].filter((row) => !after.has(row)).length +
          [...after].filter((row) => !before.has(row)).length
        return [
          finding(
            `run ${run.state}; ${before.size} rows of the other company, ${changed} touched`,
            run.state === 'done' && before.size > 100 && changed === 0,
          ),
          await lab.equality(),
        ]
      },
    ),
}

async function copyRows({ database }: Lab, table: string): Promise<void> {
  const [first] = await database.sql.all(`SELECT * FROM "${table}" LIMIT 1`)
  const columns = Object.keys(first ?? { corpId: '' })
  const list = columns.map((name) => `"${name}"`).join(', ')
  const picked = columns.map((name) => (name === 'corpId' ? `'${OTHER}'` : `"${name}"`)).join(', ')
  await database.sql.run(
    `INSERT INTO "${table}" (${list}) SELECT ${picked} FROM "${table}" WHERE "corpId" <> '${OTHER}'`,
  )
}

async function rowsOf({ database }: Lab): Promise<Set<string>> {
  const rows = new Set<string>()
  for (const table of TABLES)
    for (const row of await database.sql.all(`SELECT * FROM "${table}" WHERE "corpId" = '${OTHER}'`))
      rows.add(`${table} ${JSON.stringify(row)}`)
  return rows
}
