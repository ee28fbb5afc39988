const MB = 1024 * 1024

/** What WeCom takes for each use (上传临时素材, 上传附件资源). The ids of one use are refused in the others. */
export const MEDIA_RULES = {
  image: { maxBytes: 10 * MB, types: ['image/jpeg', 'image/png'] },
  video: { maxBytes: 10 * MB, types: ['video/mp4'] },
  file: { maxBytes: 20 * MB, types: null },
  'moment-image': { maxBytes: 10 * MB, types: ['image/jpeg', 'image/png'] },
  'moment-video': { maxBytes: 10 * MB, types: ['video/mp4'] },
} as const satisfies Record<string, { maxBytes: number; types: readonly string[] | null }>

export type MediaKind = keyof typeof MEDIA_RULES

/** A file of five bytes or less is refused. */
export const MIN_BYTES = 6

export type Misfit =
  | { reason: 'too-small'; minBytes: number }
  | { reason: 'too-large'; maxBytes: number }
  | { reason: 'wrong-type'; needs: readonly string[] }

/** Why WeCom would not take this file for this use; null when it would. */
export function misfitOf(
  { contentType, byteSize }: { contentType: string; byteSize: number },
  kind: MediaKind,
): Misfit | null {
  const { maxBytes, types } = MEDIA_RULES[kind]
  if (byteSize < MIN_BYTES) return { reason: 'too-small', minBytes: MIN_BYTES }
  if (byteSize > maxBytes) return { reason: 'too-large', maxBytes }
  const known: readonly string[] | null = types
  return known === null || known.includes(contentType) ? null : { reason: 'wrong-type', needs: known }
}
