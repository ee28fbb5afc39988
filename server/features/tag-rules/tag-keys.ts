/** What a tag of a customer is called by: the rule that gives it, or the words of whoever wrote it. */
export const ruleKey = (ruleId: string): string => `rule:${ruleId}`
export const nameKey = (name: string): string => `name:${name}`

/** A customer has each tag once at a time. */
export const openKey = (customerId: string, tagKey: string): string => `${customerId} ${tagKey}`
