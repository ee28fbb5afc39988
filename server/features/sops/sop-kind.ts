/** The kind of the tasks that are steps of a plan, and the rule under which their messages count. */
export const SOP_KIND = 'sop'
