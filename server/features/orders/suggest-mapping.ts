import { narrow } from '../../domain/identity-values.ts'
import type { OrderField, OrderMapping } from './contract.ts'

// What exports of dealer and shop systems call their columns, levelled by `plainHeader`. Earlier words win.
const WORDS: Record<OrderField, readonly string[]> = {
  orderNo: [
    '订单号',
    '订单编号',
    '工单号',
    '单号',
    '结算单号',
    '流水号',
    'orderno',
    'orderid',
    'ordernumber',
    'order',
  ],
  orderedAt: [
    '下单时间',
    '订单时间',
    '结算时间',
    '交付时间',
    '完成时间',
    '消费时间',
    '日期',
    '时间',
    'orderedat',
    'orderdate',
    'ordertime',
    'date',
    'createdat',
  ],
  kind: ['类型', '订单类型', '业务类型', '业务', 'kind', 'type', 'ordertype'],
  paid: [
    '金额',
    '实付金额',
    '实收金额',
    '订单金额',
    '支付金额',
    '实付',
    '实收',
    'amount',
    'amountfen',
    'paid',
    'paidamount',
    'total',
    'price',
  ],
  refunded: ['退款', '退款金额', '已退金额', 'refunded', 'refund', 'refundamount', 'refundfen'],
  status: ['状态', '订单状态', 'status', 'state', 'orderstatus'],
  storeName: ['门店', '门店名称', '店铺', '经销商', '网点', 'store', 'storename', 'shop', 'dealer'],
  title: [
    '项目',
    '项目名称',
    '服务项目',
    '商品',
    '商品名称',
    '内容',
    'title',
    'item',
    'product',
    'service',
    'description',
  ],
  phone: [
    '手机号',
    '手机',
    '手机号码',
    '联系电话',
    '电话',
    '客户手机',
    'phone',
    'mobile',
    'phonenumber',
    'tel',
  ],
  name: [
    '姓名',
    '客户姓名',
    '客户',
    '客户名称',
    '车主',
    '车主姓名',
    '联系人',
    'name',
    'customername',
    'customer',
    'buyer',
  ],
  plate: ['车牌', '车牌号', '车牌号码', '牌照', 'plate', 'plateno', 'platenumber', 'licenseplate'],
  vehicleModel: ['车型', '车型名称', '车系', '意向车型', 'model', 'vehiclemodel', 'carmodel', 'vehicle'],
  memberNo: [
    '会员号',
    '会员编号',
    '会员卡号',
    '卡号',
    '客户编号',
    '客户号',
    'memberno',
    'memberid',
    'membernumber',
    'customerid',
    'customerno',
  ],
  odometerKm: ['里程', '行驶里程', '进厂里程', '公里数', 'odometer', 'odometerkm', 'mileage', 'km'],
  unionid: ['unionid', 'unionid微信', '微信unionid'],
  externalUserid: ['externaluserid', '外部联系人id', '企业微信客户id'],
}

/** A first guess from the headers; a person looks at it before anything is imported. */
export function suggestMapping(headers: readonly string[]): OrderMapping {
  const columns: OrderMapping['columns'] = {}
  const plain = headers.map(plainHeader)
  const taken = new Set<number>()
  for (const field of Object.keys(WORDS) as OrderField[]) {
    for (const word of WORDS[field]) {
      const at = plain.indexOf(word)
      const header = headers[at]
      if (at < 0 || header === undefined || taken.has(at)) continue
      taken.add(at)
      columns[field] = header
      break
    }
  }
  const paid = columns.paid ?? ''
  return {
    columns,
    ...(columns.kind === undefined ? { kind: 'service' as const } : {}),
    amountUnit: /fen|cents|[((]分[))]/i.test(paid) ? 'fen' : 'yuan',
    createCustomers: false,
  }
}

/** '客户 姓名(必填)' → '客户姓名', 'Order_ID' → 'orderid'. */
function plainHeader(header: string): string {
  return narrow(header)
    .toLowerCase()
    .replace(/\(.*?\)|\[.*?\]/g, '')
    .replace(/[\s_\-*::.]/g, '')
}
