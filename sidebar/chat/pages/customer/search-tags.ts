import type { TagCatalogue } from '../../../api/tags.ts'

type Group = TagCatalogue['groups'][number]

/**
 * Groups that have a match, with the matching tags alone; a group whose own name matches keeps all of them.
 * `search` holds a tag's name, its pinyin and initials in lower case.
 */
export function searchTags(groups: readonly Group[], words: string): Group[] {
  const wanted = words.trim().toLowerCase()
  return groups
    .map((group) =>
      group.name.toLowerCase().includes(wanted)
        ? group
        : { ...group, tags: group.tags.filter((tag) => tag.search.includes(wanted)) },
    )
    .filter((group) => group.tags.length > 0)
}
