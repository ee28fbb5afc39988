import { computed, type ComputedRef } from 'vue'
import { readTags } from '../api/tags.ts'
import { useLoad } from '../ui/use-load.ts'

/** Names of the corp's tags by id; undefined for one that is gone, or while the catalogue is being read. */
export function useTagNames(): ComputedRef<(tagId: string) => string | undefined> {
  const { state } = useLoad(() => 'tags', readTags)
  return computed(() => {
    const tagGroups = state.value.face === 'content' ? state.value.data.groups : []
    const names = new Map(
      tagGroups.flatMap((group) => group.tags.map((tag) => [tag.tagId, tag.name] as const)),
    )
    return (tagId: string) => names.get(tagId)
  })
}
