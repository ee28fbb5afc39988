/** What car dealers sort their groups by. Each company renames, adds and removes. */
export const STARTER_TYPES = ['新能源车主', '燃油车主', '性能车主', '售后服务', '潜客', '活动'] as const
