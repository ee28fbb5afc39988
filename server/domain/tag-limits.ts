/** WeCom's own limit of a tag's or a group's name; its table of errors says 32. */
export const TAG_NAME_MOST = 30
/** Of one call to make some. */
export const NEW_TAGS_MOST = 50
