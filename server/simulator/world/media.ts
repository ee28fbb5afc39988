// Uploaded files. They live three days on the simulator's clock, as temporary material does.

export interface MediaFile {
  mediaId: string
  type: string
  fileName: string
  contentType: string
  bytes: Buffer
  createdAtMs: number
  /** Uploaded for a moment or an album instead of for messages; the two kinds are not exchangeable. */
  attachmentType?: number
}

export const MEDIA_LIFE_MS = 3 * 86_400_000

export interface MediaBook {
  put(file: MediaFile): void
  find(mediaId: string): MediaFile | undefined
  count(): number
}

export function createMediaBook(): MediaBook {
  const files = new Map<string, MediaFile>()
  return {
    put: (file) => void files.set(file.mediaId, file),
    find: (mediaId) => files.get(mediaId),
    count: () => files.size,
  }
}
