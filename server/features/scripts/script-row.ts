import { isStage } from '../../domain/action-facts.ts'
import { isActionRule } from '../../domain/actions.ts'
import { isGrade } from '../../domain/grade.ts'
import type { Db } from '../../platform/db/index.ts'
import { searchText } from '../../platform/search-text.ts'
import { editionState, type ScriptItem, scriptKind } from './contract.ts'
import { detailOf, tagsOf } from './material.ts'
import type { FilledText } from './template.ts'

export type ScriptRow = NonNullable<Awaited<ReturnType<Db['script']['findFirst']>>>

export function toScriptItem(row: ScriptRow, filled: FilledText | null): ScriptItem {
  return {
    id: row.id,
    categoryId: row.categoryId,
    title: row.title,
    kind: scriptKind.parse(row.kind),
    text: filled?.text ?? row.body,
    missing: filled?.missing ?? [],
    linkUrl: row.linkUrl,
    linkDesc: row.linkDesc,
    hasImage: row.imageHash !== null,
    imageHash: row.imageHash,
    detail: detailOf(row.detailJson),
    tags: tagsOf(row.tagsJson),
    sentCount: row.sentCount,
    scene: row.scene !== null && isActionRule(row.scene) ? row.scene : null,
    isEnabled: row.isEnabled,
    stages: textsIn(row.stagesJson).filter(isStage),
    tiers: numbersIn(row.tiersJson),
    grades: textsIn(row.gradesJson ?? '[]').filter(isGrade),
    validFrom: row.validFrom,
    validTo: row.validTo,
    stockLeft: row.stockLeft,
    approval: editionState.parse(row.approval),
    version: row.edition,
    liveVersion: row.isPublished ? row.version : null,
    updatedAt: row.updatedAt.toISOString(),
  }
}

export function textsIn(json: string): string[] {
  const list: unknown = JSON.parse(json)
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : []
}

export function numbersIn(json: string): number[] {
  const list: unknown = JSON.parse(json)
  return Array.isArray(list) ? list.filter((each) => typeof each === 'number') : []
}

/** Title and tags with pinyin and initials, and the plain words of the body. */
export function searchOf({
  title,
  body,
  tagsJson = '[]',
}: {
  title: string
  body: string
  tagsJson?: string
}): string {
  const words = body.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, ' ').replace(/\s+/g, ' ')
  return `${searchText(title, ...tagsOf(tagsJson))} ${words.trim().toLowerCase()}`
}
