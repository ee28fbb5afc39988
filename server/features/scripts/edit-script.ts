import { ulid } from 'ulid'
import type { z } from 'zod'
import type { Tx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { ScriptItem, scriptInput } from './contract.ts'
import {
  addEdition,
  type EditionState,
  isSameContent,
  publish,
  rankAgain,
  readNewest,
  type ScriptContent,
} from './editions.ts'
import { searchOf, toScriptItem } from './script-row.ts'
import { readScriptSetting } from './script-setting.ts'
import { checkFiles } from './check-files.ts'
import { checkTemplate } from './template.ts'

type Input = z.infer<typeof scriptInput>

export async function createScript(deps: Deps, scope: Scope, input: Input): Promise<ScriptItem> {
  checkBody(input)
  const at = deps.clock.now()
  const { corpId, staffId } = scope
  const { needsApproval } = await readScriptSetting(deps, corpId)
  const state = stateOf(needsApproval, input)
  const row = await deps.database.db.$transaction(async (tx) => {
    await requireCategory(tx, corpId, input.categoryId)
    const id = ulid(at.getTime())
    const content = await contentOfInput(tx, corpId, { input, imageHash: null })
    const created = await tx.script.create({
      data: {
        ...content,
        corpId,
        id,
        categoryId: input.categoryId,
        version: 1,
        edition: 1,
        search: searchOf(content),
        ...besides(input),
        approval: state,
        isPublished: state === 'approved',
        createdBy: staffId,
        createdAt: at,
        updatedAt: at,
      },
    })
    await addEdition(tx, { corpId, scriptId: id, version: 1, content, state, editedBy: staffId, at })
    if (state === 'approved') await rankAgain(deps, tx, { corpId, scenes: [content.scene] })
    return created
  })
  return toScriptItem(row, null)
}

/**
 * Saves over the edition that was edited; a newer one answers 409 so that nobody's text is lost. Where approval is
 * asked for, advisors go on seeing the approved edition until somebody agrees to the new one.
 */
export async function updateScript(deps: Deps, scope: Scope, id: string, input: Input): Promise<ScriptItem> {
  checkBody(input)
  const { corpId, staffId } = scope
  const { needsApproval } = await readScriptSetting(deps, corpId)
  const at = deps.clock.now()
  const { row, content } = await deps.database.db.$transaction(async (tx) => {
    const current = await tx.script.findUnique({ where: { corpId_id: { corpId, id } } })
    if (!current) throw new AppError('not-found', { log: 'no such script' })
    if (input.version !== undefined && input.version !== current.edition)
      throw new AppError('conflict', {
        log: 'script was changed meanwhile',
        tell: { version: current.edition },
      })
    await requireCategory(tx, corpId, input.categoryId)
    const before = await readNewest(tx, current)
    const next = await contentOfInput(tx, corpId, { input, imageHash: before.imageHash })
    const asks = besides(input)
    const isNew = !isSameContent(before, next)
    const state = isNew ? stateOf(needsApproval, input) : current.approval
    const version = current.edition + (isNew ? 1 : 0)
    let saved = await tx.script.update({
      where: { corpId_id: { corpId, id } },
      data: {
        ...asks,
        categoryId: input.categoryId,
        edition: version,
        approval: state,
        ...(current.isPublished ? {} : { ...next, search: searchOf(next) }),
      },
    })
    const isLive = isNew && state === 'approved'
    if (isNew)
      await addEdition(tx, {
        corpId,
        scriptId: id,
        version,
        content: next,
        editedBy: staffId,
        at,
        state: stateOf(needsApproval, input),
      })
    if (isLive) saved = await publish(tx, { corpId, scriptId: id, version, content: next, at })
    if (isLive || asks.isEnabled !== current.isEnabled || asks.stockLeft !== current.stockLeft)
      await rankAgain(deps, tx, { corpId, scenes: [next.scene, current.scene] })
    return { row: saved, content: next }
  })
  return toScriptItem({ ...row, ...content }, null)
}

/** Outcomes keep the id; proposals get another script. */
export async function deleteScript(deps: Deps, { corpId }: Scope, id: string): Promise<void> {
  await deps.database.db.$transaction(async (tx) => {
    const known = await tx.script.findUnique({
      where: { corpId_id: { corpId, id } },
      select: { scene: true },
    })
    if (!known) throw new AppError('not-found', { log: 'no such script' })
    await tx.script.delete({ where: { corpId_id: { corpId, id } } })
    await rankAgain(deps, tx, { corpId, scenes: [known.scene] })
  })
}

function stateOf(needsApproval: boolean, { isDraft }: Input): EditionState {
  if (isDraft) return 'draft'
  return needsApproval ? 'pending' : 'approved'
}

async function contentOfInput(
  tx: Tx,
  corpId: string,
  { input, imageHash: former }: { input: Input; imageHash: string | null },
): Promise<ScriptContent> {
  const { title, kind, body, linkUrl, linkDesc, scene, stages, tiers, grades, validFrom, validTo } = input
  const imageHash = input.imageHash === undefined ? former : input.imageHash
  const detail = await checkFiles(tx, corpId, { kind, imageHash, detail: input.detail })
  return {
    title,
    kind,
    body,
    linkUrl,
    linkDesc,
    imageHash,
    scene,
    validFrom,
    validTo,
    detailJson: JSON.stringify(detail),
    tagsJson: JSON.stringify([...new Set(input.tags)]),
    stagesJson: JSON.stringify(stages),
    tiersJson: JSON.stringify(tiers),
    gradesJson: JSON.stringify(grades),
  }
}

function besides({ isEnabled, stockLeft }: Input) {
  return { isEnabled, stockLeft }
}

/** A template that cannot be filled must not be stored. */
function checkBody({ body }: Input): void {
  const errors = checkTemplate(body)
  if (errors.length > 0)
    throw new AppError('invalid-input', { log: 'template has mistakes', tell: { field: 'body', errors } })
}

async function requireCategory(tx: Tx, corpId: string, id: string): Promise<void> {
  const known = await tx.scriptCategory.count({ where: { corpId, id } })
  if (known === 0)
    throw new AppError('invalid-input', { log: 'no such category', tell: { field: 'categoryId' } })
}
