// Brand → regions → dealers → stores, as departments of the corp.

export interface Department {
  id: number
  name: string
  parentId: number
  order: number
  kind: 'brand' | 'office' | 'region' | 'dealer' | 'store'
}

const ORDER = 100_000_000
const department = (id: number, name: string, rest: Pick<Department, 'parentId' | 'kind'>): Department => ({
  id,
  name,
  order: ORDER - id * 1000,
  ...rest,
})

export const DEPARTMENTS: readonly Department[] = [
  department(1, '澜岳汽车', { parentId: 0, kind: 'brand' }),
  department(9, '总部客户运营部', { parentId: 1, kind: 'office' }),
  department(2, '华东区', { parentId: 1, kind: 'region' }),
  department(3, '华南区', { parentId: 1, kind: 'region' }),
  department(21, '澜岳申城汽车', { parentId: 2, kind: 'dealer' }),
  department(22, '澜岳苏南汽车', { parentId: 2, kind: 'dealer' }),
  department(31, '澜岳鹏城汽车', { parentId: 3, kind: 'dealer' }),
  department(32, '澜岳羊城汽车', { parentId: 3, kind: 'dealer' }),
  department(211, '浦东店', { parentId: 21, kind: 'store' }),
  department(212, '浦西店', { parentId: 21, kind: 'store' }),
  department(221, '苏州店', { parentId: 22, kind: 'store' }),
  department(311, '南山店', { parentId: 31, kind: 'store' }),
  department(321, '天河店', { parentId: 32, kind: 'store' }),
  department(322, '番禺店', { parentId: 32, kind: 'store' }),
]

export const STORES = DEPARTMENTS.filter((one) => one.kind === 'store')
/** Plate prefixes of the region, in the order of STORES. */
export const STORE_PLATES = ['沪A', '沪C', '苏E', '粤B', '粤A', '粤A']

export function departmentById(id: number): Department | undefined {
  return DEPARTMENTS.find((one) => one.id === id)
}

/** The department and everything below it. */
export function subtree(id: number): readonly Department[] {
  const found = DEPARTMENTS.filter((one) => one.id === id)
  for (const one of found) found.push(...DEPARTMENTS.filter((child) => child.parentId === one.id))
  return found
}

export function storeName(departmentId: number): string {
  return departmentById(departmentId)?.name ?? ''
}
