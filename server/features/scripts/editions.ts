import type { Tx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { searchOf, type ScriptRow } from './script-row.ts'

/** What an edition fixes for ever; everything else about a script may change without one. */
export interface ScriptContent {
  title: string
  kind: string
  body: string
  linkUrl: string | null
  linkDesc: string | null
  imageHash: string | null
  detailJson: string
  tagsJson: string
  scene: string | null
  stagesJson: string
  tiersJson: string
  gradesJson: string
  validFrom: string | null
  validTo: string | null
}

const FIELDS = [
  'title',
  'kind',
  'body',
  'linkUrl',
  'linkDesc',
  'imageHash',
  'detailJson',
  'tagsJson',
  'scene',
  'stagesJson',
  'tiersJson',
  'gradesJson',
  'validFrom',
  'validTo',
] as const satisfies readonly (keyof ScriptContent)[]

/** Editions from before grades were known are for all of them. */
export function contentOf(
  row: Omit<ScriptContent, 'gradesJson'> & { gradesJson: string | null },
): ScriptContent {
  const { title, kind, body, linkUrl, linkDesc, imageHash, detailJson, tagsJson } = row
  const { scene, stagesJson, tiersJson, validFrom, validTo } = row
  return {
    title,
    kind,
    body,
    linkUrl,
    linkDesc,
    imageHash,
    detailJson,
    tagsJson,
    scene,
    stagesJson,
    tiersJson,
    gradesJson: row.gradesJson ?? '[]',
    validFrom,
    validTo,
  }
}

export function isSameContent(a: ScriptContent, b: ScriptContent): boolean {
  return FIELDS.every((field) => a[field] === b[field])
}

export type EditionState = 'draft' | 'pending' | 'approved' | 'refused'

export interface NewEdition {
  corpId: string
  scriptId: string
  version: number
  content: ScriptContent
  state: EditionState
  editedBy: string | null
  at: Date
  restoredFrom?: number
}

export async function addEdition(tx: Tx, { content, ...edition }: NewEdition): Promise<void> {
  await tx.scriptVersion.create({ data: { ...content, ...edition } })
}

/** The newest edition, approved or not: what an editor goes on from. */
export async function readNewest(tx: Tx, script: ScriptRow): Promise<ScriptContent> {
  const { corpId, id: scriptId, edition: version } = script
  const row = await tx.scriptVersion.findUnique({
    where: { corpId_scriptId_version: { corpId, scriptId, version } },
  })
  return contentOf(row ?? script)
}

export async function requireEdition(
  tx: Pick<Tx, 'scriptVersion'>,
  key: { corpId: string; scriptId: string; version: number },
) {
  const row = await tx.scriptVersion.findUnique({ where: { corpId_scriptId_version: key } })
  if (!row) throw new AppError('not-found', { log: 'no such edition of a script' })
  return row
}

/** From now on this is what advisors see. */
export async function publish(
  tx: Tx,
  { corpId, scriptId, version, content, at }: Omit<NewEdition, 'state' | 'editedBy'>,
): Promise<ScriptRow> {
  return tx.script.update({
    where: { corpId_id: { corpId, id: scriptId } },
    data: { ...content, search: searchOf(content), version, isPublished: true, updatedAt: at },
  })
}

/** Proposals carry the script of their rule, and live below in the feature list: they are told by name. */
export async function rankAgain(
  deps: Deps,
  tx: Tx,
  { corpId, scenes }: { corpId: string; scenes: readonly (string | null)[] },
): Promise<void> {
  if (scenes.every((scene) => scene === null)) return
  await deps.jobs.add(tx, { name: 'actions.daily', corpId, payload: {}, key: 'scripts', lane: 'sync' })
}
