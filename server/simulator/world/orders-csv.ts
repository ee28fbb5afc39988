// The export of the dealers' system, as a stream.

import { shanghaiText } from '../clock.ts'
import { ordersOf, type Order } from './orders.ts'
import type { World } from './world.ts'

const HEADER = '订单号,下单时间,类型,金额,退款,状态,门店,项目,手机号,姓名,车牌,车型,会员号,里程'
const CHUNK = 500

const yuan = (fen: number): string => (fen / 100).toFixed(2)
const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function line(order: Order): string {
  return [
    order.no,
    shanghaiText(order.atMs),
    order.kind,
    yuan(order.amountFen),
    yuan(order.refundFen),
    order.state,
    order.store,
    order.item,
    order.phone,
    order.name,
    order.plate,
    order.model,
    order.memberNo,
    order.mileage === undefined ? '' : String(order.mileage),
  ]
    .map(cell)
    .join(',')
}

/** People added after the seed have no orders. The mark at the start lets a spreadsheet read the Chinese. */
export function* ordersCsv(world: World): Generator<string> {
  yield `\ufeff${HEADER}\r\n`
  let text = ''
  for (let index = 0; index < world.seed.contacts; index++) {
    const { contacts, follows, seed } = world
    const buyer = {
      contact: contacts.at(index),
      persona: follows.persona(index),
      garage: follows.garage(index),
    }
    for (const order of ordersOf(seed, buyer)) text += `${line(order)}\r\n`
    if (index % CHUNK === CHUNK - 1) {
      yield text
      text = ''
    }
  }
  if (text !== '') yield text
}
