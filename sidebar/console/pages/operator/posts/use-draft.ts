import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { PostKind } from '../../../../../server/domain/post/kinds.ts'
import { asProblem } from '../../../../api/problem.ts'
import { savePost, stepPost, type Post, type PostDraft } from '../../../../api/posts.ts'
import { problemText } from '../../../../ui/texts.ts'
import { serverNow } from '../../../../ui/clock.ts'

const REST_MS = 900

export type Saving =
  | { is: 'saved'; at: Date }
  | { is: 'saving' }
  /** other: somebody else, or another window, has saved meanwhile. */
  | { is: 'failed'; reason: string; isOther: boolean }

export interface DraftWork {
  draft: ShallowRef<PostDraft>
  kind: Ref<PostKind>
  saving: ShallowRef<Saving>
  isDirty: ComputedRef<boolean>
  set(patch: Partial<PostDraft>): void
  setKind(kind: PostKind): void
  /** Saves what is not saved yet, and gives the post as the server has it now. */
  flush(): Promise<Post | null>
  /** Saves, then has the audience counted. */
  look(): Promise<void>
}

/** A draft that saves itself a moment after the last key, one call at a time, each on the version it was made from. */
export function useDraft(start: Post, told: (post: Post) => void): DraftWork {
  const draft = shallowRef<PostDraft>(start.draft)
  const kind = ref<PostKind>(start.kind)
  const saving = shallowRef<Saving>({ is: 'saved', at: new Date(start.updatedAt) })
  const text = (): string => JSON.stringify([kind.value, draft.value])
  let version = start.version
  const savedText = ref(text())
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<Post | null> | null = null
  let last: Post | null = start

  const isDirty = computed(() => JSON.stringify([kind.value, draft.value]) !== savedText.value)

  function changed(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), REST_MS)
  }

  async function save(): Promise<Post | null> {
    const sent = text()
    saving.value = { is: 'saving' }
    try {
      const post = await savePost(start.id, { version, kind: kind.value, draft: draft.value })
      version = post.version
      savedText.value = sent
      last = post
      saving.value = { is: 'saved', at: serverNow() }
      told(post)
      return post
    } catch (error) {
      const problem = asProblem(error)
      saving.value = {
        is: 'failed',
        reason: problemText(problem.kind),
        isOther: problem.kind === 'conflict',
      }
      return null
    }
  }

  async function flush(): Promise<Post | null> {
    clearTimeout(timer)
    while (running) await running
    if (!isDirty.value) return last
    running = save().finally(() => (running = null))
    const post = await running
    // Typed on while it was on its way.
    return post !== null && isDirty.value ? flush() : post
  }

  async function look(): Promise<void> {
    if ((await flush()) === null) return
    told(await stepPost(start.id, 'look'))
  }

  onScopeDispose(() => {
    clearTimeout(timer)
    if (isDirty.value) void flush()
  })
  return {
    ...{ draft, kind, saving, isDirty, flush, look },
    set(patch) {
      draft.value = { ...draft.value, ...patch }
      changed()
    },
    setKind(next) {
      kind.value = next
      changed()
    },
  }
}
