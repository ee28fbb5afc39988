/** How a group has fared lately, from who came and who went: nothing that needs the words of its chat. */
export type GroupHealth = 'growing' | 'steady' | 'shrinking' | 'still'

/** The span everybody looks at. */
export const HEALTH_DAYS = 30
/** More left than came, and at least this share of those who were there. */
const SHRINKING_SHARE = 0.05

export function groupHealth({
  members,
  joined,
  left,
}: {
  members: number
  joined: number
  left: number
}): GroupHealth {
  if (joined + left === 0) return 'still'
  const before = members - joined + left
  if (left > joined && left >= before * SHRINKING_SHARE) return 'shrinking'
  return joined > left ? 'growing' : 'steady'
}
