import type {
  CatalogueGroup,
  CataloguePage,
  Holders,
  NewOrder,
  NewTags,
  OpenChange,
  PlannedChange,
} from '../../server/features/tags/catalogue/contract.ts'
import { get, post, put } from './request.ts'

export type { CatalogueGroup, CataloguePage, Holders, OpenChange }

const PATH = '/tag-catalogue'
const one = (id: string): string => `${PATH}/${encodeURIComponent(id)}`

export function readCatalogue(cursor: string | undefined, signal?: AbortSignal): Promise<CataloguePage> {
  return get(PATH, { query: { cursor }, ...(signal ? { signal } : {}) })
}
export const addTags = (input: NewTags): Promise<PlannedChange> => post(PATH, input)
export const orderTags = (input: NewOrder): Promise<PlannedChange> => put(`${PATH}/order`, input)
export const renameTag = (id: string, name: string): Promise<PlannedChange> =>
  put(`${one(id)}/name`, { name })
export const readHolders = (id: string): Promise<Holders> => get(`${one(id)}/holders`)
export const removeTag = (id: string, customers: number): Promise<PlannedChange> =>
  post(`${one(id)}/remove`, { customers })
