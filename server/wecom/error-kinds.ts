import type { WecomErrorKind } from './error.ts'

// The one table of WeCom error codes. Meanings follow the official table of global error codes; the kind says what
// a caller should do (error.ts). Codes that are not listed here are 'refused': give up on this item, record it.

const expired = [
  40007, // media id: three days old, or from the other upload endpoint
  40014, // access_token bad
  42001, // access_token too old
  40029, // OAuth code used or older than five minutes
  42003, // OAuth code too old
  42022, // OAuth code used
  84014, // user_ticket too old
  84015, // user_ticket bad
]

const busy = [
  -1, // system busy
  6000, // parallel writers
  45033, // too many parallel calls of this endpoint
  41063, // mass message still being dispatched
  41078, // too many running moment tasks
  41079, // moment being dispatched
  41096, // another app is sending the welcome right now
]

const limited = [45009]

const gone = [
  40003, // bad userid; also what a departed userid gives in many places
  40050, // chat does not exist
  40068, // tag or tag group unknown
  40096, // external_userid unknown here, or no follower in range
  41048, // no customer to send to
  41062, // this member has not published the moment
  41093, // mass message cancelled
  46004, // user does not exist
  49008, // group dissolved
  60003, // department missing
  60111, // userid does not exist
  60123, // department invalid
  60136, // record does not exist
  84061, // no relation between this member and this contact
  86003, // chat id does not exist
  90501, // not a customer group
  90509, // not a WeCom customer group
]

const denied = [
  40001, // secret wrong, reset, or app stopped
  40013, // corpid
  40056, // agentid
  40091, // secret of another corp
  40098, // member without real name
  40126, // tag limit of the corp
  40143, // taker banned
  40205, // no WeChat login within a year
  41045, // contact way quota
  41054, // member not activated and verified
  41055, // group-welcome templates full
  41058, // template of another app
  41095, // acquisition links full
  43012, // app needs a callback address first
  45024, // account limit
  48001, // function not open
  48002, // no right for this API: the app is not among the callable ones
  48004, // authorisation invalid
  48006, // right withdrawn after long disuse
  48008, // contact-edit right only
  48009, // contact-sync secret reads details from a new address
  50001, // redirect_uri's domain not trusted
  50002, // member out of range
  50003, // app disabled
  60011, // member, department or tag out of the visible range
  60020, // our IP address is not in the app's trusted list
  60021, // userid out of range
  60031, // app may not call APIs
  81011, // no right on this tag
  84074, // member has no customer-contact function
  301007, // corp dissolved or banned
  610014, // open platform account is not set up (and the four below)
  610015,
  610016,
  610017,
  610018,
  701008, // no licensed member
]

/**
 * Our own mistakes: a malformed, empty or oversized request. Worth knowing: 42012 a JS ticket of the other kind ·
 * 81017 more than 1000 members in range, so name the owners · 301002 a token of another app than agentid.
 */
const invalid = [
  40004, 40005, 40006, 40008, 40009, 40011, 40031, 40032, 40033, 40035, 40058, 40063, 40066, 40093, 41001,
  41002, 41004, 41006, 41009, 41011, 41035, 41037, 41038, 41039, 41040, 41041, 41042, 41043, 41044, 41046,
  41047, 41052, 41059, 41060, 41064, 41065, 41068, 41069, 41070, 41071, 41072, 41073, 41074, 41075, 41076,
  41077, 41080, 41085, 41086, 41087, 41088, 41089, 41090, 41091, 42012, 45001, 45002, 45029, 48005, 81012,
  81014, 81016, 81017, 82001, 82002, 82003, 86001, 86004, 86005, 86006, 86007, 86008, 86101, 86201, 86214,
  86215, 86216, 86217, 86220, 301002,
]

/**
 * No to this one item; repeating changes nothing. Worth knowing: 41050 a welcome code that is bad or older than 20 s ·
 * 41051 the conversation has begun, or another app welcomed first · 41061 not the publisher of this moment.
 */
const refused = [
  40070, 40071, 40072, 40073, 40097, 40099, 40100, 40128, 40129, 40130, 40131, 40132, 40201, 41049, 41050,
  41051, 41053, 41061, 41067, 41094, 42052, 60102, 60103, 60104, 60105, 60106, 60110, 60112, 81013, 84071,
  84083, 84084, 90500, 90502, 90503, 90504, 90507, 90508, 90510, 90511, 301005, 301021, 610001, 610003,
  610004,
]

const lists: [WecomErrorKind, number[]][] = [
  ['expired', expired],
  ['busy', busy],
  ['limited', limited],
  ['gone', gone],
  ['denied', denied],
  ['invalid', invalid],
  ['refused', refused],
]

const kinds = new Map(lists.flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const)))

/** How long a caller should wait when the right moment is not "in a second". */
const waits = new Map([
  [41063, 60_000],
  [41078, 60_000],
  [41079, 60_000],
  [41096, 1_000],
])

/** Busy in a way that passes within seconds, and that WeCom reports before it has done anything. */
const momentary = new Set([-1, 6000, 45033])

export function classifyErrcode(errcode: number): WecomErrorKind {
  return kinds.get(errcode) ?? 'refused'
}

export function waitFor(errcode: number): number | undefined {
  return waits.get(errcode)
}

export function isMomentary(errcode: number): boolean {
  return momentary.has(errcode)
}

export const REFUSED_CONCURRENCY = 45033

/** The token is dead although we think it alive: get a new one and repeat once. */
export function isTokenRejected(errcode: number): boolean {
  return errcode === 40014 || errcode === 42001
}

/** gettoken will not succeed until a person changes something; asking again can get our address blocked. */
export function isSecretRejected(errcode: number): boolean {
  return errcode === 40001 || errcode === 40013 || errcode === 40091
}

/** Whatever this app asks is refused until a person changes something in the console. */
export function isWholeAppRefused(errcode: number): boolean {
  // secret (three), app disabled, address not trusted, app may not call, corp dissolved
  return [40001, 40013, 40091, 50003, 60020, 60031, 301007].includes(errcode)
}

/** This interface, and mostly its whole family, is not open to the app. */
export function isRightRefused(errcode: number): boolean {
  return errcode === 48001 || errcode === 48002 || errcode === 48004 || errcode === 48006
}

/** The contact is no longer, or not yet, anybody's: for lists it means "empty". */
export function isNoRelation(errcode: number): boolean {
  return errcode === 84061
}

/** Details are closed to this secret or address; the plain id lists may still be open. */
export function isDetailClosed(errcode: number): boolean {
  return errcode === 48009 || errcode === 60011
}
