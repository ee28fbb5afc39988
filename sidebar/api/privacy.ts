import type { ErasureAnswer } from '../../server/features/privacy/contract.ts'
import { downloadFile } from './download.ts'
import { post } from './request.ts'

const of = (id: string): string => `/customers/${encodeURIComponent(id)}`

export const exportPerson = (id: string): Promise<void> =>
  downloadFile(`${of(id)}/personal-data.json`, `person-${id}.json`)
export const erasePerson = (id: string, reason: string): Promise<ErasureAnswer> =>
  post(`${of(id)}/erasures`, { reason })
