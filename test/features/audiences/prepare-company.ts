import type { TestDatabase } from '../../support/database.ts'
import { CORP, UNITS } from './made-company.ts'

/** What all made companies share: units, staff, tags, groups, a post with a link and one without. */
export async function prepareCompany(database: TestDatabase): Promise<void> {
  const at = new Date('2025-01-01T00:00:00Z')
  const { db } = database
  await db.unit.createMany({
    data: Object.entries(UNITS).map(([id, path], n) => ({
      corpId: CORP,
      id,
      departmentId: n + 1,
      name: id,
      kind: 'store',
      path,
      sortOrder: n,
      digest: '',
    })),
  })
  await db.staffUnit.createMany({
    data: [
      ['S1', 'east'],
      ['S2', 'west'],
    ].map(([staffId = '', unitId = '']) => ({ corpId: CORP, staffId, unitId, isLeader: false })),
  })
  await db.tag.createMany({
    data: ['T1', 'T2', 'GONE'].map((tagId) => ({
      corpId: CORP,
      tagId,
      groupId: 'TG',
      name: tagId,
      sortOrder: 1,
      search: '',
      digest: '',
      deletedAt: tagId === 'GONE' ? at : null,
    })),
  })
  const link = { kind: 'link', url: 'S7', title: 'L5' }
  await db.post.createMany({
    data: [
      { id: 'P1', attachments: [link] },
      { id: 'P2', attachments: [{ ...link, kind: 'image' }] },
    ].map(({ id, attachments }) => ({
      corpId: CORP,
      id,
      kind: 'customers',
      state: 'done',
      title: id,
      draftJson: JSON.stringify({
        content: { text: '', attachments: [] },
        second: { text: '', attachments },
      }),
      ownerStaffId: 'S1',
      startedAt: at,
      createdAt: at,
      updatedAt: at,
    })),
  })
  await db.group.createMany({
    data: ['G1', 'G2', 'CLOSED'].map((chatId) => ({
      corpId: CORP,
      chatId,
      name: chatId,
      ownerUserid: 's1',
      notice: '',
      status: 0,
      memberCount: 0,
      externalCount: 0,
      createdAt: at,
      search: '',
      digest: '',
      readAt: at,
      updatedAt: at,
      dismissedAt: chatId === 'CLOSED' ? at : null,
    })),
  })
}
