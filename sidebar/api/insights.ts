import type { RfmChange, RfmPreview, RfmState } from '../../server/features/insights/contract.ts'
import { get, post, put } from './request.ts'

export type { RfmChange, RfmPreview, RfmState }

export const readRfm = (unitId: string, signal?: AbortSignal): Promise<RfmState> =>
  get('/insights/rfm', { query: { unitId }, ...(signal ? { signal } : {}) })
export const saveRfm = (change: RfmChange): Promise<RfmState> => put('/insights/rfm', change)
export const previewRfm = (change: RfmChange): Promise<RfmPreview> => post('/insights/rfm/preview', change)
export const rollBackRfm = (version: string): Promise<RfmState> =>
  post('/insights/rfm/roll-back', { version })
export const inheritRfm = (unitId: string): Promise<RfmState> => post('/insights/rfm/inherit', { unitId })
