import { z } from 'zod'
import { fillWelcome, usesCustomer } from '../../domain/welcome-text.ts'
import { jobHandler, type JobHandler, type NewJob } from '../../platform/jobs/index.ts'
import { isWecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { planEffect } from '../effects/plan-effect.ts'
import { userKeyOf } from '../staff/find-staff.ts'
import type { EffectAnswer, EffectHandler } from '../feature.ts'
import type { WelcomeContent } from '../contact-ways/contract.ts'
import { welcomeOfCode } from '../contact-ways/welcome-of.ts'
import { openCode, type WelcomeCode } from './open-code.ts'
import { readSetting } from './welcome-setting.ts'

export const WELCOME_JOB = 'sync.welcome'
/** WeCom takes a welcome code for twenty seconds. */
const CODE_LIVES_MS = 20_000
/** A name is nice to have; asking for it must not cost the welcome. */
const NAME_WAIT_MS = 4_000

const payload = z.object({ corpId: z.string(), hash: z.string() })
const effectPayload = z.object({ hash: z.string(), externalUserid: z.string() })

export function welcomeJob(corpId: string, hash: string): NewJob {
  return { name: WELCOME_JOB, corpId, key: hash, payload: { corpId, hash }, lane: 'welcome' }
}

/** Decides whether to welcome; the sending itself is an effect like any other. */
export function welcomeHandler(deps: Deps): JobHandler {
  return jobHandler({
    parse: (value) => payload.parse(value),
    maxAttempts: 2,
    async run(_context, { corpId, hash }) {
      const code = await openCode(deps, { corpId, hash })
      if (!code) return
      if (!(await contentFor(deps, corpId, code))) {
        deps.log.info({ corpId, hash }, 'the welcome is switched off: it is skipped')
        return
      }
      await deps.database.sql.transaction((tx) =>
        planEffect(tx, deps, {
          corpId,
          kind: 'welcome',
          key: `welcome:${hash}`,
          payload: { hash, externalUserid: code.externalUserid },
          createdBy: null,
        }),
      )
    },
  })
}

/** The code works once and cannot be asked about, so this is never repeated on a guess. It stays sealed in the inbox. */
export function welcomeEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: false,
    async run({ corpId, payload: stored }): Promise<EffectAnswer> {
      const { hash } = effectPayload.parse(stored)
      const code = await openCode(deps, { corpId, hash })
      if (!code) return skip('no-code', 'The event with the welcome code is gone')
      const content = await contentFor(deps, corpId, code)
      if (!content) return skip('switched-off', 'The welcome was switched off meanwhile')
      if (isLate(deps, code)) return skip('too-late', 'WeCom takes a welcome code for 20 seconds')
      const text = await fill(deps, { corpId, code, text: content.text })
      if (isLate(deps, code)) return skip('too-late', 'WeCom takes a welcome code for 20 seconds')
      await deps.wecomOf(corpId).messages.sendWelcome(
        {
          welcomeCode: code.welcomeCode,
          text,
          ...(content.link ? { attachments: [{ kind: 'link', ...content.link }] } : {}),
        },
        { priority: 'interactive' },
      )
      return { state: 'done' }
    },
  }
}

/** The welcome of the live code, else the corp's if it is switched on. */
async function contentFor(deps: Deps, corpId: string, code: WelcomeCode): Promise<WelcomeContent | null> {
  const own = await welcomeOfCode(deps, { corpId, state: code.state })
  if (own) return own
  const setting = await readSetting(deps, corpId)
  return setting?.isOn ? setting : null
}

function isLate(deps: Deps, { createdAt }: WelcomeCode): boolean {
  return deps.clock.nowMs() > createdAt + CODE_LIVES_MS
}

function skip(reason: string, errorText: string): EffectAnswer {
  return { state: 'refused', reason, errorText }
}

async function fill(
  deps: Deps,
  { corpId, code, text }: { corpId: string; code: WelcomeCode; text: string },
): Promise<string> {
  const [customer, staff] = await Promise.all([
    usesCustomer(text) ? contactName(deps, corpId, code.externalUserid) : '',
    staffName(deps, corpId, code.userid),
  ])
  return fillWelcome(text, { 客户称呼: customer, 员工: staff })
}

async function staffName(deps: Deps, corpId: string, userid: string): Promise<string> {
  const rows = await deps.database.sql.all<{ name: string }>(
    'SELECT "name" FROM "Staff" WHERE "corpId" = ? AND "userKey" = ?',
    [corpId, userKeyOf(userid)],
  )
  return rows[0]?.name ?? ''
}

/** From the copy when the contact is known, else from WeCom, within the time there is. */
async function contactName(deps: Deps, corpId: string, externalUserid: string): Promise<string> {
  const rows = await deps.database.sql.all<{ name: string }>(
    'SELECT "name" FROM "Contact" WHERE "corpId" = ? AND "externalUserid" = ?',
    [corpId, externalUserid],
  )
  if (rows[0]?.name) return rows[0].name
  const signal = AbortSignal.timeout(NAME_WAIT_MS)
  try {
    const options = { priority: 'interactive', signal } as const
    return (await deps.wecomOf(corpId).contacts.get(externalUserid, options)).contact.name
  } catch (error) {
    if (!isWecomError(error) && !signal.aborted) throw error
    return ''
  }
}
