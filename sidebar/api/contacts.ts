import type { RemarkChanged, RemarkEdit } from '../../server/features/contacts/contract.ts'
import { put } from './request.ts'

/** WeCom's own limits. */
export const REMARK_MAX = 20
export const DESCRIPTION_MAX = 150

export function editRemark(externalUserid: string, edit: RemarkEdit): Promise<RemarkChanged> {
  return put(`/contacts/${encodeURIComponent(externalUserid)}/remark`, edit)
}
