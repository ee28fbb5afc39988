/**
 * When the successor of a Takeover row first wrote to the customer with the sidebar, or null. What is typed by hand in
 * WeCom nobody knows.
 */
export const greetedAtSql = (t: string): string =>
  `(SELECT MIN(o."at") FROM "ActionOutcome" o WHERE o."corpId" = ${t}."corpId" AND o."customerId" = ${t}."customerId"
     AND o."staffId" = ${t}."toStaffId" AND o."outcome" IN ('sent', 'edited') AND o."at" >= ${t}."beganAt")`
