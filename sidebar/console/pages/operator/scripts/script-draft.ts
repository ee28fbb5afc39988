import type { ScriptInput, ScriptItem, ScriptKind } from '../../../../api/script-library.ts'

/** WeCom takes 4,000 bytes in a message; a Chinese character has three. The server has the same limit. */
export const BODY_MOST = 1200
export const TITLE_MOST = 60
const IMAGE_MOST_BYTES = 10 * 1024 * 1024

export interface Draft {
  categoryId: string
  title: string
  kind: ScriptKind
  body: string
  linkUrl: string
  linkDesc: string
  scene: ScriptItem['scene']
  isEnabled: boolean
  stages: ScriptItem['stages']
  tiers: number[]
  /** First and last day of use; '' for no limit. */
  validFrom: string
  validTo: string
  /** '' for no limit. */
  stockLeft: string
}

export function emptyDraft(categoryId: string): Draft {
  return {
    categoryId,
    title: '',
    kind: 'text',
    body: '',
    linkUrl: '',
    linkDesc: '',
    scene: null,
    isEnabled: true,
    ...{ stages: [], tiers: [], validFrom: '', validTo: '', stockLeft: '' },
  }
}

export function draftOf(item: ScriptItem): Draft {
  return {
    categoryId: item.categoryId,
    title: item.title,
    kind: item.kind,
    body: item.text,
    linkUrl: item.linkUrl ?? '',
    linkDesc: item.linkDesc ?? '',
    scene: item.scene,
    isEnabled: item.isEnabled,
    stages: [...item.stages],
    tiers: [...item.tiers],
    validFrom: item.validFrom ?? '',
    validTo: item.validTo ?? '',
    stockLeft: item.stockLeft === null ? '' : String(item.stockLeft),
  }
}

export function inputOf(draft: Draft, version: number | null): ScriptInput {
  const isLink = draft.kind === 'link'
  return {
    categoryId: draft.categoryId,
    title: draft.title.trim(),
    kind: draft.kind,
    body: draft.body,
    linkUrl: isLink ? draft.linkUrl.trim() : null,
    linkDesc: isLink && draft.linkDesc.trim() !== '' ? draft.linkDesc.trim() : null,
    scene: draft.scene,
    isEnabled: draft.isEnabled,
    stages: draft.stages,
    tiers: draft.tiers,
    validFrom: draft.validFrom || null,
    validTo: draft.validTo || null,
    stockLeft: /^\d+$/.test(draft.stockLeft) ? Number(draft.stockLeft) : null,
    ...(version === null ? {} : { version }),
  }
}

export type DraftField = 'title' | 'categoryId' | 'body' | 'linkUrl' | 'validTo' | 'stockLeft'

/** Fields that stand in the way of saving. */
export function badFields(draft: Draft): DraftField[] {
  const bad: DraftField[] = []
  if (draft.title.trim() === '') bad.push('title')
  if (draft.categoryId === '') bad.push('categoryId')
  if (draft.kind === 'text' && draft.body.trim() === '') bad.push('body')
  if (draft.kind === 'link' && !isHttpAddress(draft.linkUrl)) bad.push('linkUrl')
  if (draft.validFrom !== '' && draft.validTo !== '' && draft.validFrom > draft.validTo) bad.push('validTo')
  if (draft.stockLeft !== '' && !/^\d{1,6}$/.test(draft.stockLeft)) bad.push('stockLeft')
  return bad
}

export function isSame(a: Draft, b: Draft): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** The variable goes where the cursor is, in place of what is marked. */
export function insertAt(
  body: string,
  { start, end, name }: { start: number; end: number; name: string },
): { body: string; cursor: number } {
  const slot = `{{ ${name} }}`
  return { body: body.slice(0, start) + slot + body.slice(end), cursor: start + slot.length }
}

export function isGoodImage(file: Pick<File, 'type' | 'size'>): boolean {
  return (file.type === 'image/jpeg' || file.type === 'image/png') && file.size <= IMAGE_MOST_BYTES
}

function isHttpAddress(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text.trim())
    return (protocol === 'http:' || protocol === 'https:') && hostname !== ''
  } catch {
    return false
  }
}
