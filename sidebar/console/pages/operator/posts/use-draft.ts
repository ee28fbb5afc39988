import { computed, type ComputedRef, type ShallowRef } from 'vue'
import type { PostKind } from '../../../../../server/domain/post/kinds.ts'
import { savePost, stepPost, type Post, type PostDraft } from '../../../../api/posts.ts'
import { useAutosave, type Saving } from '../../../use-autosave.ts'

export interface DraftWork {
  draft: ComputedRef<PostDraft>
  kind: ComputedRef<PostKind>
  saving: ShallowRef<Saving>
  isDirty: ComputedRef<boolean>
  set(patch: Partial<PostDraft>): void
  setKind(kind: PostKind): void
  /** Saves what is not saved yet, and gives the post as the server has it now. */
  flush(): Promise<Post | null>
  /** Saves, then has the audience counted. */
  look(): Promise<void>
}

/** A post's draft, which saves itself. */
export function useDraft(start: Post, told: (post: Post) => void): DraftWork {
  const work = useAutosave({
    draft: { kind: start.kind, draft: start.draft },
    stored: start,
    savedAt: new Date(start.updatedAt),
    async save({ kind, draft }, { version }) {
      const post = await savePost(start.id, { version, kind, draft })
      told(post)
      return post
    },
  })
  const { saving, isDirty, flush } = work
  return {
    saving,
    isDirty,
    flush,
    draft: computed(() => work.draft.value.draft),
    kind: computed(() => work.draft.value.kind),
    set: (patch) => work.set({ ...work.draft.value, draft: { ...work.draft.value.draft, ...patch } }),
    setKind: (kind) => work.set({ ...work.draft.value, kind }),
    async look() {
      if ((await flush()) === null) return
      told(await stepPost(start.id, 'look'))
    },
  }
}
