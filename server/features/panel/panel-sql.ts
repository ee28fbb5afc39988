import type { Dialect } from '../../platform/db/index.ts'
import { greetedAtSql } from '../actions/greeted-sql.ts'
import { mainVehicleFirst } from '../customers/main-vehicle.ts'
import {
  jsonAsText,
  jsonFlag,
  jsonJoined,
  jsonObject,
  jsonRows,
  jsonText,
  jsonTime,
} from '../../platform/db/json-sql.ts'

// The first second of the sidebar in one statement: the database builds the JSON, which costs a quarter of reading
// the parts one by one and a fortieth of an ORM include.

const SHOWN_ACTIONS = 3
const SPEND_POINTS = 6

/** Between the parts of the answer; inside of JSON it is always escaped. */
export const PART_END = '\u001e'

/**
 * One row {panel: text} or none. The text is four JSON parts, each but the last with PART_END behind it: the panel
 * without its actions, as it goes out; the actions with the raw scripts; what the gate looks at; the advisor who fills them. Parameters: staffId, corpId, externalUserid, then the
 * parameters of `visible`, the condition on `f."staffId"` that says whose follows the asking person may see.
 */
export function panelSql(dialect: Dialect, visible: string): string {
  const key = `${dialect} ${visible}`
  const known = texts.get(key)
  if (known !== undefined) return known
  if (texts.size >= MAX_TEXTS) texts.clear()
  const text = buildText(dialect, visible)
  texts.set(key, text)
  return text
}

// Putting the text together costs a quarter of running it; there are as many texts as kinds of scope.
const MAX_TEXTS = 100
const texts = new Map<string, string>()

function buildText(dialect: Dialect, visible: string): string {
  const part = (name: keyof typeof parts) => parts[name](dialect)
  const shown = jsonJoined(dialect, {
    syncedAt: part('syncedAt'),
    contact: part('contact'),
    follow: part('follow'),
    tags: part('tags'),
    personalTags: part('personalTags'),
    ownTags: part('ownTags'),
    tier: part('tier'),
    standing: part('standing'),
    recentSpendFen: part('recentSpendFen'),
    vehicle: part('vehicle'),
    forecast: part('forecast'),
    openTasks: part('openTasks'),
    takeover: part('takeover'),
  })
  const actions = jsonAsText(dialect, part('actions'))
  const advisor = `COALESCE(${jsonAsText(dialect, part('advisor'))}, 'null')`
  const gate = `COALESCE(${jsonAsText(dialect, part('gate'))}, 'null')`
  const end = dialect === 'sqlite' ? 'char(30)' : 'chr(30)'
  return `SELECT ${shown} || ${end} || ${actions} || ${end} || ${gate} || ${end} || ${advisor} AS "panel"
    FROM (SELECT ? AS "staffId") me, "Contact" c
    JOIN "Customer" cu ON cu."corpId" = c."corpId" AND cu."id" = c."customerId"
    WHERE c."corpId" = ? AND c."externalUserid" = ? AND EXISTS (
      SELECT 1 FROM "Follow" f WHERE f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
        AND (f."endedAt" IS NULL OR c."lostAt" IS NOT NULL) AND ${visible})`
}

const ofContact = (alias: string) =>
  `${alias}."corpId" = c."corpId" AND ${alias}."externalUserid" = c."externalUserid"`
const ofCustomer = (alias: string) =>
  `${alias}."corpId" = c."corpId" AND ${alias}."customerId" = c."customerId"`

const parts = {
  syncedAt: (d: Dialect) =>
    `SELECT ${d === 'sqlite' ? 'json_quote(s."endedAt")' : `to_json(${jsonTime(d, 's."endedAt"')})`} FROM "SyncRun" s
     WHERE s."corpId" = c."corpId" AND s."state" = 'done' AND s."kind" IN ('full', 'reconcile')
     ORDER BY s."createdAt" DESC LIMIT 1`,
  contact: (d: Dialect) =>
    `SELECT ${jsonObject(d, {
      externalUserid: 'c."externalUserid"',
      customerId: 'c."customerId"',
      name: 'c."name"',
      avatar: 'c."avatar"',
      type: 'c."type"',
      corpName: 'c."corpName"',
      gender: 'c."gender"',
      phoneMask: 'cu."phoneMask"',
      memberNo: 'cu."memberNo"',
      lostAt: jsonTime(d, 'c."lostAt"'),
    })}`,
  follow: (d: Dialect) =>
    `SELECT ${jsonObject(d, {
      remark: 'f."remark"',
      description: 'f."description"',
      addWay: 'f."addWay"',
      state: 'f."state"',
      channel: `COALESCE((SELECT ch."name" || ' · ' || lc."name" FROM "LiveCode" lc JOIN "Channel" ch ON ch."corpId" = lc."corpId"
        AND ch."id" = lc."channelId" WHERE lc."corpId" = f."corpId" AND lc."state" = f."state"),
        (SELECT ch."name" || ' · ' || al."name" FROM "AcquisitionLink" al JOIN "Channel" ch ON ch."corpId" = al."corpId"
        AND ch."id" = al."channelId" WHERE al."corpId" = f."corpId" AND al."state" = f."state" LIMIT 1))`,
      followedAt: jsonTime(d, 'f."followedAt"'),
      customerLeftAt: jsonTime(d, 'f."customerLeftAt"'),
      endedAt: jsonTime(d, 'f."endedAt"'),
    })} FROM "Follow" f WHERE ${ofContact('f')} AND f."staffId" = me."staffId"`,
  advisor: (d: Dialect) =>
    `SELECT ${jsonObject(d, { name: 's."name"', store: 'u."name"' })} FROM "Staff" s
     LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE s."corpId" = c."corpId" AND s."id" = me."staffId"`,
  tags: (d: Dialect) =>
    `SELECT ${jsonRows(
      d,
      jsonObject(d, { tagId: 't."tagId"', name: 't."name"', groupName: 'g."name"' }),
      'g."sortOrder" DESC, t."sortOrder" DESC, t."name"',
    )} FROM "FollowTag" ft JOIN "Tag" t ON t."corpId" = ft."corpId" AND t."tagId" = ft."tagId" AND t."deletedAt" IS NULL
     JOIN "TagGroup" g ON g."corpId" = t."corpId" AND g."groupId" = t."groupId"
     WHERE ${ofContact('ft')} AND ft."staffId" = me."staffId"`,
  personalTags: (d: Dialect) =>
    `SELECT ${jsonRows(d, 'p."name"', 'p."name"')} FROM "PersonalTag" p
     WHERE ${ofContact('p')} AND p."staffId" = me."staffId"`,
  ownTags: (d: Dialect) =>
    `SELECT ${jsonRows(
      d,
      jsonObject(d, { id: 't."id"', name: 't."name"', isByRule: jsonFlag(d, `t."source" = 'rule'`) }),
      't."source", t."since" DESC, t."id"',
    )} FROM "CustomerTag" t WHERE ${ofCustomer('t')} AND t."endedAt" IS NULL`,
  tier: (d: Dialect) =>
    `SELECT ${jsonObject(d, {
      code: 'r."code"',
      recencyScore: 'r."recencyScore"',
      frequencyScore: 'r."frequencyScore"',
      monetaryScore: 'r."monetaryScore"',
      lastVisitOn: 'r."lastVisitOn"',
      frequency: 'r."frequency"',
      monetaryFen: 'r."monetaryFen"',
      windowDays: 'h."windowDays"',
      asOf: 'r."asOf"',
      thresholdVersion: 'r."thresholdVersion"',
    })} FROM "Rfm" r JOIN "RfmThreshold" h ON h."corpId" = r."corpId" AND h."version" = r."thresholdVersion"
     WHERE ${ofCustomer('r')}`,
  standing: (d: Dialect) =>
    `SELECT ${jsonObject(d, {
      stage: 's."stage"',
      since: 's."stageSince"',
      overrideUntil: 's."overrideUntil"',
      grade: 's."grade"',
      distance: 's."distance"',
    })} FROM "Standing" s WHERE ${ofCustomer('s')}`,
  recentSpendFen: (d: Dialect) =>
    `SELECT ${jsonRows(d, 'v."spent"', 'v."orderedOn"')} FROM (
       SELECT o."orderedOn", SUM(CASE WHEN o."kind" = 'service' THEN o."paidFen" - o."refundedFen" ELSE 0 END) AS "spent"
       FROM "Order" o WHERE ${ofCustomer('o')} AND o."status" = 'done' AND o."kind" <> 'vehicle'
       GROUP BY o."orderedOn" ORDER BY o."orderedOn" DESC LIMIT ${SPEND_POINTS}) v`,
  vehicle: (d: Dialect) =>
    `SELECT ${jsonObject(d, {
      model: 'v."model"',
      plateMask: 'v."plateMask"',
      nextServiceOn: 'v."nextServiceOn"',
      lastServiceOn: 'v."lastServiceOn"',
      warrantyEndsOn: 'v."warrantyEndsOn"',
      insuranceEndsOn: 'v."insuranceEndsOn"',
      inspectionDueOn: 'v."inspectionDueOn"',
    })} FROM "Vehicle" v WHERE ${ofCustomer('v')}
     ORDER BY ${mainVehicleFirst('v')} LIMIT 1`,
  actions: (d: Dialect) =>
    `SELECT ${jsonRows(
      d,
      jsonObject(d, {
        rule: 'a."rule"',
        reason: jsonText(d, 'a."reasonJson"'),
        dueOn: 'a."dueOn"',
        factsDigest: 'a."factsDigest"',
        chance: 'a."chance"',
        valueFen: 'a."valueFen"',
        isMeasured: jsonFlag(d, 'a."isMeasured"'),
        scriptId: 's."scriptId"',
        title: 's."title"',
        kind: 's."kind"',
        body: 's."body"',
        linkUrl: 's."linkUrl"',
        linkDesc: 's."linkDesc"',
        imageHash: 's."imageHash"',
        version: 's."version"',
      }),
      'a."rank"',
    )} FROM "Action" a LEFT JOIN "ScriptVersion" s ON s."corpId" = a."corpId" AND s."scriptId" = a."scriptId"
       AND s."version" = a."scriptVersion"
     WHERE ${ofCustomer('a')} AND a."rank" <= ${SHOWN_ACTIONS}`,
  gate: (d: Dialect) =>
    `SELECT ${jsonObject(d, { situation: 'l."situation"', gate: jsonText(d, 'l."gateJson"') })} FROM "ActionList" l
     WHERE ${ofCustomer('l')}`,
  takeover: (d: Dialect) =>
    `SELECT ${jsonObject(d, {
      fromName: 's."name"',
      beganAt: jsonTime(d, 't."beganAt"'),
      isGreeted: jsonFlag(d, `${greetedAtSql('t')} IS NOT NULL`),
    })} FROM "Takeover" t JOIN "Staff" s ON s."corpId" = t."corpId" AND s."id" = t."fromStaffId"
     WHERE ${ofContact('t')} AND t."toStaffId" = me."staffId" ORDER BY t."beganAt" DESC LIMIT 1`,
  forecast: (d: Dialect) =>
    `SELECT ${jsonObject(d, {
      asOf: 'p."asOf"',
      band: 'p."churnBand"',
      reasons: jsonText(d, 'p."churnJson"'),
      clvFen: 'p."clvFen"',
      nextVisitOn: 'p."nextVisitOn"',
      nextVisitFrom: 'p."nextVisitFrom"',
      nextVisitTo: 'p."nextVisitTo"',
      nextVisitRule: 'p."nextVisitRule"',
    })} FROM "Prediction" p WHERE ${ofCustomer('p')}`,
  openTasks: () => `SELECT COUNT(*) FROM "Task" t WHERE ${ofCustomer('t')} AND t."doneAt" IS NULL`,
}
