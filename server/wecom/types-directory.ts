/** The root has parentId 0. A larger `order` comes first. */
export type Department = { id: number; name: string; parentId: number; order: number; leaders: string[] }

/** Since 2022 an app usually gets no mobile, e-mail, avatar or gender: then they are absent, not ''. */
export type Member = {
  userid: string
  name: string
  departments: number[]
  mainDepartment?: number
  /** Departments that this member leads. */
  leads: number[]
  directLeaders: string[]
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status?: number
  position?: string
  externalPosition?: string
  alias?: string
  avatar?: string
  gender?: number
  mobile?: string
  telephone?: string
  email?: string
  bizMail?: string
}

export type MemberId = { userid: string; department: number }
