import { narrow, normaliseMemberNo, normalisePhone, normalisePlate } from '../../domain/identity-values.ts'
import { parseFen } from '../../domain/money.ts'
import type { LocalDate } from '../../domain/time.ts'
import type { BadRowReason, OrderField, OrderKind, OrderMapping } from './contract.ts'
import { MAX_FEN, MAX_KM, TEXT_LIMITS } from './limits.ts'
import { isBlank, kindOf, type OrderStatus, statusOf } from './order-words.ts'
import { parseOrderTime } from './parse-time.ts'

/** One order of a file, levelled. */
export interface OrderDraft {
  orderNo: string
  kind: OrderKind
  status: 'done' | 'cancelled'
  paidFen: number
  refundedFen: number
  orderedAtMs: number
  orderedOn: LocalDate
  storeName: string | null
  title: string
  phone: string | null
  name: string | null
  plate: string | null
  vehicleModel: string | null
  memberNo: string | null
  odometerKm: number | null
  unionid: string | null
  externalUserid: string | null
  /** Keys that only the intake tells, with their scope (domain/identity/clean-key.ts). */
  openid?: string
  foreignId?: string
}

export interface RowProblem {
  field: OrderField | null
  reason: BadRowReason
  value: string
}

type Problem = { problem: RowProblem }
export type ParsedRow = { order: OrderDraft } | Problem

type Cell = (field: OrderField) => string
type Terms = Pick<OrderMapping, 'kind' | 'amountUnit'> & { latestMs: number }

const REQUIRED = ['orderNo', 'orderedAt', 'paid', 'kind'] as const

/** Reads rows of one file: the places of the columns are looked up once. */
export function orderParser(
  headers: readonly string[],
  mapping: OrderMapping,
  latestMs: number,
): (cells: readonly string[]) => ParsedRow {
  const places = new Map<OrderField, number>()
  for (const [field, header] of Object.entries(mapping.columns))
    places.set(field as OrderField, headers.indexOf(header))
  // Spreadsheets leave empty cells at the end of a row away; only a needed cell is missed.
  const needed = Math.max(...REQUIRED.map((field) => places.get(field) ?? 0)) + 1
  const terms: Terms = { kind: mapping.kind, amountUnit: mapping.amountUnit, latestMs }
  return (cells) => {
    const shape = shapeProblem(cells, { needed, width: headers.length })
    if (shape !== null) return { problem: { field: null, reason: shape, value: '' } }
    const texts: Partial<Record<OrderField, string>> = {}
    for (const [field, place] of places) texts[field] = narrow(cells[place] ?? '')
    return readOrder((field) => texts[field] ?? '', terms)
  }
}

function shapeProblem(
  cells: readonly string[],
  { needed, width }: { needed: number; width: number },
): BadRowReason | null {
  if (cells.length < needed) return 'too-few-columns'
  if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) return 'too-many-columns'
  return cells.some((cell) => cell.includes('\ufffd')) ? 'unreadable-text' : null
}

function readOrder(cell: Cell, terms: Terms): ParsedRow {
  const texts = readTexts(cell)
  if ('problem' in texts) return texts
  const when = readWhen(cell, terms)
  if ('problem' in when) return when
  const sort = readSort(cell, terms)
  if ('problem' in sort) return sort
  const money = readMoney(cell, terms.amountUnit, sort)
  if ('problem' in money) return money
  const keys = readKeys(cell)
  if ('problem' in keys) return keys
  // Written out: spreading five objects into one costs more than reading the row.
  return {
    order: {
      orderNo: texts.orderNo,
      kind: sort.kind,
      status: sort.status === 'cancelled' ? 'cancelled' : 'done',
      paidFen: money.paidFen,
      refundedFen: money.refundedFen,
      orderedAtMs: when.orderedAtMs,
      orderedOn: when.orderedOn,
      storeName: texts.storeName,
      title: texts.title,
      phone: keys.phone,
      name: texts.name,
      plate: keys.plate,
      vehicleModel: texts.vehicleModel,
      memberNo: keys.memberNo,
      odometerKm: keys.odometerKm,
      unionid: keys.unionid,
      externalUserid: keys.externalUserid,
    },
  }
}

function refuse(cell: Cell, field: OrderField, reason: BadRowReason): Problem {
  return { problem: { field, reason, value: cell(field).slice(0, 100) } }
}

type Texts = Pick<OrderDraft, 'orderNo' | 'storeName' | 'title' | 'name' | 'vehicleModel'>

function readTexts(cell: Cell): Texts | Problem {
  const orderNo = cell('orderNo')
  if (orderNo === '') return refuse(cell, 'orderNo', 'missing-value')
  for (const [field, limit] of TEXT_LIMITS)
    if (cell(field).length > limit) return refuse(cell, field, 'too-long')
  return {
    orderNo,
    storeName: orNull(cell('storeName')),
    title: titleOf(cell('kind'), cell('title')),
    name: orNull(cell('name')),
    vehicleModel: orNull(cell('vehicleModel')),
  }
}

function readWhen(cell: Cell, { latestMs }: Terms): Pick<OrderDraft, 'orderedAtMs' | 'orderedOn'> | Problem {
  const text = cell('orderedAt')
  if (text === '') return refuse(cell, 'orderedAt', 'missing-value')
  const time = parseOrderTime(text)
  if (time === null) return refuse(cell, 'orderedAt', 'unknown-date')
  if (time.ms > latestMs) return refuse(cell, 'orderedAt', 'date-in-future')
  return { orderedAtMs: time.ms, orderedOn: time.on }
}

interface Sort {
  kind: OrderKind
  status: OrderStatus
}

function readSort(cell: Cell, terms: Terms): Sort | Problem {
  const kind = terms.kind ?? kindOf(cell('kind'))
  if (kind === null) return refuse(cell, 'kind', cell('kind') === '' ? 'missing-value' : 'unknown-kind')
  const status = statusOf(cell('status'))
  return status === null ? refuse(cell, 'status', 'unknown-status') : { kind, status }
}

function readMoney(
  cell: Cell,
  amountUnit: OrderMapping['amountUnit'],
  { kind, status }: Sort,
): Pick<OrderDraft, 'paidFen' | 'refundedFen'> | Problem {
  if (cell('paid') === '' && kind !== 'visit') return refuse(cell, 'paid', 'missing-value')
  const paidFen = isBlank(cell('paid')) ? 0 : parseFen(cell('paid'), amountUnit)
  if (paidFen === null || paidFen < 0) return refuse(cell, 'paid', 'unknown-amount')
  if (paidFen > MAX_FEN) return refuse(cell, 'paid', 'amount-too-large')
  const refund = isBlank(cell('refunded')) ? 0 : parseFen(cell('refunded'), amountUnit)
  if (refund === null) return refuse(cell, 'refunded', 'unknown-amount')
  // Some systems write refunds as negative amounts, some only say "refunded" in the status.
  const refundedFen = refund === 0 && status === 'refunded' ? paidFen : Math.abs(refund)
  return refundedFen > MAX_FEN ? refuse(cell, 'refunded', 'amount-too-large') : { paidFen, refundedFen }
}

type Keys = Pick<OrderDraft, 'phone' | 'plate' | 'memberNo' | 'odometerKm' | 'unionid' | 'externalUserid'>

function readKeys(cell: Cell): Keys | Problem {
  const phone = isBlank(cell('phone')) ? null : normalisePhone(cell('phone'))
  if (phone === null && !isBlank(cell('phone'))) return refuse(cell, 'phone', 'unknown-phone')
  const distance = cell('odometerKm').replace(/[,\s]|km|公里/gi, '')
  const odometerKm = isBlank(distance) ? null : Math.round(Number(distance))
  if (odometerKm !== null && !(odometerKm >= 0 && odometerKm <= MAX_KM))
    return refuse(cell, 'odometerKm', 'unknown-odometer')
  return {
    phone,
    odometerKm,
    // A plate in a foreign form is no key of ours, but no reason to lose the order either.
    plate: normalisePlate(cell('plate')),
    memberNo: isBlank(cell('memberNo')) ? null : normaliseMemberNo(cell('memberNo')),
    unionid: orNull(cell('unionid')),
    externalUserid: orNull(cell('externalUserid')),
  }
}

/** What was done, led by the file's own kind: '保养 · 首次保养'. The kind alone when there is nothing more. */
function titleOf(kind: string, title: string): string {
  if (isBlank(title)) return kind
  return kind === '' || title.includes(kind) || /^(vehicle|service|visit)$/i.test(kind)
    ? title
    : `${kind} · ${title}`
}

function orNull(text: string): string | null {
  return isBlank(text) ? null : text
}
