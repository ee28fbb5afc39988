/** What of a person goes when they ask for it. Counts, sums, days and kinds stay: they name nobody any more. */
export interface Erased {
  table: string
  /** Rows of the person: `?` is the customer, after the corp. */
  where: string
  /** SQL of the columns to blank; null: the rows go. */
  blank: string | null
}

const OWN = '"customerId" = ?'
const OF_CONTACTS = `"externalUserid" IN
  (SELECT c."externalUserid" FROM "Contact" c WHERE c."corpId" = "Follow"."corpId" AND c."customerId" = ?)`

export const ERASED_NAME = '已删除的客户'

/** In this order: rows that lead to others come last. */
export const erased: readonly Erased[] = [
  { table: 'Note', where: OWN, blank: null },
  // Words people gave them, and reasons with titles of what they bought; rules give theirs again from what is left.
  { table: 'CustomerTag', where: OWN, blank: null },
  // While the keys are still there that lead to it; what no good key names goes by its age.
  {
    table: 'IntakeRefusal',
    where: refusedOf('IntakeRefusal', 'id'),
    blank: `"bodySealed" = NULL, "factId" = ''`,
  },
  { table: 'IntakeRefusalKey', where: refusedOf('IntakeRefusalKey', 'refusalId'), blank: null },
  { table: 'Identity', where: OWN, blank: null },
  { table: 'TimelineEvent', where: OWN, blank: `"detailJson" = '{}', "search" = NULL` },
  { table: 'LinkOpen', where: OWN, blank: `"visitor" = ''` },
  // What was sent to them leads nowhere any more.
  { table: 'TrackedLink', where: OWN, blank: `"title" = '', "endsAt" = "createdAt"` },
  {
    table: 'TrackedLink',
    where: `"sendKey" IN (SELECT 'referral:' || rc."id" FROM "ReferralCode" rc WHERE rc."corpId" = "TrackedLink"."corpId" AND rc."customerId" = ?)`,
    blank: `"title" = '', "endsAt" = "createdAt"`,
  },
  { table: 'ReferralCode', where: OWN, blank: `"linkCode" = NULL` },
  { table: 'ReferralReward', where: OWN, blank: `"reason" = NULL` },
  { table: 'Task', where: OWN, blank: `"title" = '${ERASED_NAME}', "reasonJson" = NULL` },
  {
    table: 'Order',
    where: OWN,
    blank: `"buyerSealed" = NULL, "phoneHash" = NULL, "unionidHash" = NULL, "externalHash" = NULL, "memberNoHash" = NULL, "openidHash" = NULL, "customerIdHash" = NULL,
      "plateHash" = NULL`,
  },
  { table: 'Vehicle', where: OWN, blank: `"plateSealed" = NULL, "plateMask" = NULL, "plateHash" = NULL` },
  {
    table: 'Vehicle',
    where: OWN,
    blank: `"vinSealed" = NULL, "vinMask" = NULL, "vinHash" = NULL, "toldJson" = NULL`,
  },
  { table: 'ProfileValue', where: OWN, blank: null },
  { table: 'RefusedKey', where: OWN, blank: null },
  { table: 'IdentityClash', where: OWN, blank: null },
  ...['aId', 'bId'].map((side) => ({
    table: 'MatchReview',
    where: `"${side}" = ?`,
    blank: `"evidenceJson" = '{"keys":[],"reason":null,"parts":[]}'`,
  })),
  {
    table: 'CustomerMerge',
    where: '"intoId" = ?',
    blank: `"evidenceJson" = '{"keys":[],"reason":null,"parts":[]}'`,
  },
  {
    table: 'Customer',
    where: '"mergedInto" = ?',
    blank: `"name" = '${ERASED_NAME}', "phoneSealed" = NULL, "phoneMask" = NULL, "memberNo" = NULL, "search" = ''`,
  },
  { table: 'IntakeFactVersion', where: ofFacts('IntakeFactVersion'), blank: null },
  { table: 'IntakeFact', where: OWN, blank: `"bodySealed" = ''` },
  {
    table: 'Follow',
    where: OF_CONTACTS,
    blank: `"remark" = '', "description" = '', "remarkCorpName" = NULL, "mobilesSealed" = NULL, "search" = ''`,
  },
  {
    table: 'Contact',
    where: OWN,
    blank: `"name" = '${ERASED_NAME}', "avatar" = NULL, "unionid" = NULL, "position" = NULL, "corpName" = NULL, "digest" = ''`,
  },
  {
    table: 'Customer',
    where: '"id" = ?',
    blank: `"name" = '${ERASED_NAME}', "phoneSealed" = NULL, "phoneMask" = NULL, "memberNo" = NULL, "gender" = 0, "search" = ''`,
  },
]

function ofFacts(table: string): string {
  return `EXISTS (SELECT 1 FROM "IntakeFact" f WHERE f."corpId" = "${table}"."corpId" AND f."source" = "${table}"."source"
    AND f."kind" = "${table}"."kind" AND f."factId" = "${table}"."factId" AND f."customerId" = ?)`
}

/** What another system told of them and was refused is found by their keys, and by those of their car. */
export function refusedOf(table: string, id: string): string {
  const keys = ['Identity', 'IdentityClash'].map(
    (keyed) => `SELECT "corpId", "customerId", "valueHash" FROM "${keyed}"`,
  )
  const ofCars = ['plateHash', 'vinHash'].map(
    (hash) => `SELECT "corpId", "customerId", "${hash}" FROM "Vehicle"`,
  )
  return `"${id}" IN (SELECT k."refusalId" FROM "IntakeRefusalKey" k
    JOIN (${[...keys, ...ofCars].join(' UNION ALL ')}) i ON i."corpId" = k."corpId" AND i."valueHash" = k."valueHash"
    WHERE k."corpId" = "${table}"."corpId" AND i."customerId" = ?)`
}

/** Tables with a customerId that stay as they are, and why nobody is found by them. */
export const kept: Readonly<Record<string, string>> = {
  Rfm: 'counts, sums and days of orders that name nobody',
  Standing: 'computed from days',
  StageChange: 'a stage and a day',
  Prediction: 'computed from days and sums',
  ComboOffer: 'items for a customer without a name',
  ResponseScore: 'a chance',
  Action: 'computed from days; reasons are days and models',
  ActionList: 'computed from days',
  ActionOutcome: 'which proposal, and what was done with it',
  ActionResult: 'whether an answer came',
  ActionSnooze: 'until when a proposal rests',
  ShownList: 'which proposals stood there',
  PushAdvice: 'an hour of a day',
  SopHold: 'why a step of a plan was not given',
  Consent: 'who said no must never be written to again',
  AccessEntry: 'who looked at whom is the record of the company',
  Takeover: 'who served them before',
  HandoverRow: 'who served them before',
  VehicleOwner: 'days of a car whose plate and VIN are gone',
  PostTarget: 'whether a message was delivered',
  Referral: 'who brought whom counts on, without a name',
  ReferralEntry: 'lines of a ledger are never taken out',
}
