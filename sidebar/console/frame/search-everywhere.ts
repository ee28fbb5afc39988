import type { RouteLocationRaw } from 'vue-router'
import { listCustomers } from '../../api/customer-lists.ts'
import { listGroups } from '../../api/group-lists.ts'
import { listStaff } from '../../api/staff.ts'

export interface Finding {
  id: string
  title: string
  note: string
  to: RouteLocationRaw
}

export interface FindingGroup {
  kind: 'customers' | 'staff' | 'groups'
  items: Finding[]
  /** This kind could not be searched; the others still stand. */
  problem: unknown
}

const MOST = 5

export async function searchEverywhere(
  q: string,
  { withStaff, signal }: { withStaff: boolean; signal: AbortSignal },
): Promise<FindingGroup[]> {
  const limit = MOST
  const asked: Promise<FindingGroup>[] = [
    gather('customers', async () =>
      (await listCustomers({ q, limit }, signal)).items.map((row) => ({
        id: row.id,
        title: row.name,
        note: [row.phoneMask, row.staff[0]?.name].filter(Boolean).join(' · '),
        to: { name: 'customers', query: { q, customer: row.id } },
      })),
    ),
    gather('groups', async () =>
      (await listGroups({ q, limit }, signal)).items.map((row) => ({
        id: row.chatId,
        title: row.name,
        note: row.ownerName,
        to: { name: 'groups', query: { q, group: row.chatId } },
      })),
    ),
  ]
  if (withStaff)
    asked.splice(
      1,
      0,
      gather('staff', async () =>
        (await listStaff({ q, limit }, signal)).items.map((row) => ({
          id: row.id,
          title: row.name,
          note: [row.unitName, row.position].filter(Boolean).join(' · '),
          to: { name: 'staff', query: { q } },
        })),
      ),
    )
  return Promise.all(asked)
}

async function gather(kind: FindingGroup['kind'], read: () => Promise<Finding[]>): Promise<FindingGroup> {
  try {
    return { kind, items: (await read()).slice(0, MOST), problem: null }
  } catch (problem) {
    return { kind, items: [], problem }
  }
}
