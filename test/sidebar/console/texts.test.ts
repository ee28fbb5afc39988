import { describe, expect, it } from 'vitest'
import * as audiences from '../../../sidebar/console/texts/audiences.ts'
import * as customers from '../../../sidebar/console/texts/customers.ts'
import * as effectReasons from '../../../sidebar/console/texts/effect-reasons.ts'
import * as effects from '../../../sidebar/console/texts/effects.ts'
import * as factFiles from '../../../sidebar/console/texts/fact-files.ts'
import * as frame from '../../../sidebar/console/texts/frame.ts'
import * as gain from '../../../sidebar/console/texts/gain.ts'
import * as groups from '../../../sidebar/console/texts/groups.ts'
import * as handoverPlan from '../../../sidebar/console/texts/handover-plan.ts'
import * as handoverReasons from '../../../sidebar/console/texts/handover-reasons.ts'
import * as handover from '../../../sidebar/console/texts/handover.ts'
import * as importProblems from '../../../sidebar/console/texts/import-problems.ts'
import * as imports from '../../../sidebar/console/texts/imports.ts'
import * as intake from '../../../sidebar/console/texts/intake.ts'
import * as liveCodes from '../../../sidebar/console/texts/live-codes.ts'
import * as login from '../../../sidebar/console/texts/login.ts'
import * as retention from '../../../sidebar/console/texts/retention.ts'
import * as scripts from '../../../sidebar/console/texts/scripts.ts'
import * as setup from '../../../sidebar/console/texts/setup.ts'
import * as staff from '../../../sidebar/console/texts/staff.ts'
import * as privacy from '../../../sidebar/console/texts/privacy.ts'
import * as reports from '../../../sidebar/console/texts/sync-reports.ts'
import * as sync from '../../../sidebar/console/texts/sync.ts'
import * as tagRules from '../../../sidebar/console/texts/tag-rules.ts'
import * as today from '../../../sidebar/console/texts/today.ts'
import * as combos from '../../../sidebar/console/texts/combos.ts'
import * as handoverUndo from '../../../sidebar/console/texts/handover-undo.ts'
import * as identity from '../../../sidebar/console/texts/identity.ts'
import * as lifecycle from '../../../sidebar/console/texts/lifecycle.ts'
import * as models from '../../../sidebar/console/texts/models.ts'
import * as materials from '../../../sidebar/console/texts/materials.ts'
import * as postComposer from '../../../sidebar/console/texts/post-composer.ts'
import * as posts from '../../../sidebar/console/texts/posts.ts'
import * as response from '../../../sidebar/console/texts/response.ts'
import * as results from '../../../sidebar/console/texts/results.ts'
import * as welcome from '../../../sidebar/console/texts/welcome.ts'

interface Catalogue {
  zh: Readonly<Record<string, string>>
  en: Readonly<Record<string, string>>
}
const catalogues: Record<string, Catalogue> = {
  audiences,
  customers,
  effectReasons,
  effects,
  factFiles,
  frame,
  gain,
  groups,
  handover,
  handoverPlan,
  handoverReasons,
  importProblems,
  imports,
  intake,
  liveCodes,
  login,
  privacy,
  reports,
  retention,
  scripts,
  setup,
  staff,
  sync,
  tagRules,
  today,
  combos,
  handoverUndo,
  identity,
  lifecycle,
  materials,
  models,
  postComposer,
  posts,
  response,
  results,
  welcome,
}

const files = import.meta.glob('../../../sidebar/console/texts/*.ts')
const slotsOf = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? '').sort()

it('looks at every catalogue there is', () => {
  const named = Object.keys(files).filter((path) => !path.endsWith('/known.ts'))
  expect(Object.keys(catalogues)).toHaveLength(named.length)
})

describe.each(Object.entries(catalogues))('texts of %s', (_name, { zh, en }) => {
  it('has each text in both languages, and none is empty', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    for (const [key, text] of [...Object.entries(zh), ...Object.entries(en)])
      expect(text.trim(), key).not.toBe('')
  })

  it('asks for the same values in both languages', () => {
    for (const [key, text] of Object.entries(zh)) {
      const wanted = new Set(slotsOf(text))
      for (const slot of slotsOf(en[key] ?? '')) expect(wanted, `${key}: ${slot}`).toContain(slot)
    }
  })
})
