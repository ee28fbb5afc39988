import type { ScriptInput, ScriptItem, ScriptKind } from '../../../../api/script-library.ts'

/** WeCom takes 4,000 bytes in a message; a Chinese character has three. The server has the same limit. */
export const BODY_MOST = 1200
export const TITLE_MOST = 60

export interface Draft {
  categoryId: string
  title: string
  kind: ScriptKind
  body: string
  linkUrl: string
  linkDesc: string
  /** The picture itself, or that of its card. */
  imageHash: string | null
  detail: ScriptItem['detail']
  /** In yuan, as typed; '' for none. */
  price: string
  tags: string[]
  scene: ScriptItem['scene']
  isEnabled: boolean
  stages: ScriptItem['stages']
  tiers: number[]
  grades: ScriptItem['grades']
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
    imageHash: null,
    detail: {},
    price: '',
    tags: [],
    scene: null,
    isEnabled: true,
    stages: [],
    tiers: [],
    grades: [],
    validFrom: '',
    validTo: '',
    stockLeft: '',
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
    imageHash: item.imageHash,
    detail: { ...item.detail },
    price: item.detail.priceFen === undefined ? '' : String(item.detail.priceFen / 100),
    tags: [...item.tags],
    scene: item.scene,
    isEnabled: item.isEnabled,
    stages: [...item.stages],
    tiers: [...item.tiers],
    grades: [...item.grades],
    validFrom: item.validFrom ?? '',
    validTo: item.validTo ?? '',
    stockLeft: item.stockLeft === null ? '' : String(item.stockLeft),
  }
}

export function inputOf(draft: Draft, version: number | null): ScriptInput {
  return {
    categoryId: draft.categoryId,
    title: draft.title.trim(),
    kind: draft.kind,
    body: draft.body,
    linkUrl: draft.kind === 'link' ? draft.linkUrl.trim() : null,
    linkDesc: draft.kind === 'text' || draft.linkDesc.trim() === '' ? null : draft.linkDesc.trim(),
    imageHash: PICTURED.includes(draft.kind) ? draft.imageHash : null,
    detail: detailOf(draft),
    tags: draft.tags,
    scene: draft.scene,
    isEnabled: draft.isEnabled,
    stages: draft.stages,
    tiers: draft.tiers,
    grades: draft.grades,
    validFrom: draft.validFrom || null,
    validTo: draft.validTo || null,
    stockLeft: /^\d+$/.test(draft.stockLeft) ? Number(draft.stockLeft) : null,
    ...(version === null ? {} : { version }),
  }
}

const PICTURED: readonly ScriptKind[] = ['image', 'link', 'miniprogram', 'video']

/** What its kind has, and nothing that was typed for another. */
function detailOf({ kind, detail, price }: Draft): ScriptItem['detail'] {
  const { file, appId, page, pictures, productNo, about } = detail
  const words = about?.trim() ? { about: about.trim() } : {}
  if ((kind === 'video' || kind === 'file') && file) return { file, ...words }
  if (kind === 'miniprogram') return { ...(appId ? { appId } : {}), ...(page ? { page: page.trim() } : {}) }
  if (kind === 'album')
    return {
      pictures: pictures ?? [],
      ...(price === '' ? {} : { priceFen: Math.round(Number(price) * 100) }),
      ...(productNo?.trim() ? { productNo: productNo.trim() } : {}),
      ...words,
    }
  return kind === 'image' ? words : {}
}

const OF_MATERIAL = ['image', 'file', 'appId', 'page', 'pictures', 'price'] as const
export type DraftField =
  'title' | 'categoryId' | 'body' | 'linkUrl' | 'validTo' | 'stockLeft' | (typeof OF_MATERIAL)[number]

/** Fields that stand in the way of saving. */
export function badFields(draft: Draft): DraftField[] {
  const bad: DraftField[] = []
  if (draft.title.trim() === '') bad.push('title')
  if (draft.categoryId === '') bad.push('categoryId')
  if (draft.kind === 'text' && draft.body.trim() === '') bad.push('body')
  if (draft.kind === 'link' && !isHttpAddress(draft.linkUrl)) bad.push('linkUrl')
  bad.push(...badOfMaterial(draft))
  if (draft.validFrom !== '' && draft.validTo !== '' && draft.validFrom > draft.validTo) bad.push('validTo')
  if (draft.stockLeft !== '' && !/^\d{1,6}$/.test(draft.stockLeft)) bad.push('stockLeft')
  return bad
}

function badOfMaterial({ kind, imageHash, detail, price }: Draft): DraftField[] {
  const bad: Record<(typeof OF_MATERIAL)[number], boolean> = {
    image: (kind === 'image' || kind === 'miniprogram') && imageHash === null,
    file: (kind === 'video' || kind === 'file') && detail.file === undefined,
    appId: kind === 'miniprogram' && !/^wx[0-9a-f]{16}$/.test(detail.appId ?? ''),
    page: kind === 'miniprogram' && !detail.page?.trim(),
    pictures: kind === 'album' && (detail.pictures ?? []).length === 0,
    price: kind === 'album' && price !== '' && !/^\d{1,8}(\.\d{1,2})?$/.test(price),
  }
  return OF_MATERIAL.filter((field) => bad[field])
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

function isHttpAddress(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text.trim())
    return (protocol === 'http:' || protocol === 'https:') && hostname !== ''
  } catch {
    return false
  }
}
