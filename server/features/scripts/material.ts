import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { materialDetail, scriptKind, type MaterialDetail, type ScriptKind } from './contract.ts'

/** One edition of something that may be sent, as far as sending and showing it goes. */
export interface Material {
  id: string
  version: number
  kind: ScriptKind
  title: string
  body: string
  linkUrl: string | null
  /** A line under the title of its card. */
  linkDesc: string | null
  imageHash: string | null
  detail: MaterialDetail
  validTo: string | null
}

/** Editions never change, and stay when their script is removed. */
export async function readMaterial(
  { database: { db } }: Deps,
  { corpId, id, version }: { corpId: string; id: string; version: number },
): Promise<Material | null> {
  const row = await db.scriptVersion.findUnique({
    where: { corpId_scriptId_version: { corpId, scriptId: id, version } },
  })
  if (!row) return null
  const { title, body, linkUrl, linkDesc, imageHash, validTo } = row
  return {
    id,
    version,
    title,
    body,
    linkUrl,
    linkDesc,
    imageHash,
    validTo,
    kind: scriptKind.parse(row.kind),
    detail: detailOf(row.detailJson),
  }
}

export function detailOf(json: string): MaterialDetail {
  return materialDetail.parse(JSON.parse(json))
}

const texts = z.array(z.string())
export function tagsOf(json: string): string[] {
  return texts.parse(JSON.parse(json))
}

/** The files a customer who opens the material's page may see. */
export function filesOf({ imageHash, detail }: Pick<Material, 'imageHash' | 'detail'>): string[] {
  return [imageHash, detail.file?.hash, ...(detail.pictures ?? [])].filter(
    (hash): hash is string => typeof hash === 'string',
  )
}

/** Kinds that have a page of ours; the others are a text, or lead elsewhere. */
export function hasPage(kind: ScriptKind): boolean {
  return kind === 'image' || kind === 'video' || kind === 'file' || kind === 'album'
}
