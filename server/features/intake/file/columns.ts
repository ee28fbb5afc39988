import type { ProfileField } from '../../../domain/identity/portrait.ts'
import { narrow } from '../../../domain/identity-values.ts'
import { parseFen } from '../../../domain/money.ts'
import type { KnownKind } from '../contract.ts'
import { parseOrderTime } from '../../orders/parse-time.ts'
import type { fileKinds } from './contract.ts'

export type FileKind = (typeof fileKinds)[number]

/** What a file may hold; each is one kind of fact, but events, whose rows say theirs. */
export const FILE_KINDS: Record<FileKind, KnownKind | null> = {
  events: null,
  vehicles: 'vehicle',
  profiles: 'profile',
  surveys: 'survey',
  payments: 'payment',
  coupons: 'coupon',
  partner: 'partner',
}

export type Cell = string | number | undefined
interface Column {
  /** Headers that mean it, levelled; the first is what the template says. */
  words: readonly string[]
  read?(text: string): Cell
  isRequired?: boolean
}
type Columns = Readonly<Record<string, Column>>

const time = (text: string): Cell => {
  const found = parseOrderTime(text)
  return found === null ? text : new Date(found.ms).toISOString()
}
const day = (text: string): Cell => parseOrderTime(text)?.on ?? text
const yuan = (text: string): Cell => parseFen(text, 'yuan') ?? text
const number = (text: string): Cell =>
  text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
const oneOf =
  (words: Readonly<Record<string, string>>) =>
  (text: string): Cell =>
    words[text] ?? text

const storeName: Column = { words: ['门店', 'storename', 'store'] }

/** Who and when: the same in every file. */
export const HEAD: Columns = {
  id: { words: ['编号', 'id', '流水号', '单号'] },
  at: { words: ['时间', 'at', '日期', '发生时间', 'date', 'time'], read: time, isRequired: true },
}
export const PERSON: Columns = {
  phone: { words: ['手机号', 'phone', '手机', '电话', 'mobile'] },
  memberNo: { words: ['会员号', 'memberno', '会员卡号', '客户编号'] },
  unionid: { words: ['unionid'] },
  openid: { words: ['openid'] },
  appid: { words: ['appid'] },
  customerId: { words: ['客户id', 'customerid', 'crm客户id'] },
  system: { words: ['所属系统', 'system', '系统'] },
  externalUserid: { words: ['externaluserid', '外部联系人id'] },
  plate: { words: ['车牌', 'plate', '车牌号'] },
  vin: { words: ['vin', '车架号'] },
  name: { words: ['姓名', 'name', '客户姓名', '客户'] },
}

/** Every field of the portrait has its column; the name stands with the keys of the person. */
const PROFILE_WORDS: Record<Exclude<ProfileField, 'name'>, readonly string[]> = {
  gender: ['性别', 'gender'],
  birthday: ['生日', 'birthday'],
  age: ['年龄', 'age'],
  city: ['城市', 'city'],
  address: ['地址', 'address', '住址'],
  family: ['家庭', 'family', '家庭情况'],
  children: ['子女', 'children', '孩子'],
  income: ['收入', 'income'],
  occupation: ['职业', 'occupation'],
  education: ['学历', 'education'],
  interests: ['兴趣', 'interests', 'interest', '兴趣爱好'],
  driving: ['驾驶', 'driving'],
  budget: ['预算', 'budget'],
  modelWanted: ['意向车型', 'modelwanted'],
  preferredStore: ['常去门店', 'preferredstore'],
  preferredTime: ['方便时间', 'preferredtime'],
}

export const DATA: Readonly<Record<FileKind, Columns>> = {
  events: {
    kind: { words: ['类型', 'kind', 'type'], isRequired: true },
    title: { words: ['标题', 'title'] },
    subject: { words: ['内容', 'subject'] },
    amount: { words: ['数值', 'amount'], read: number },
    text: { words: ['文字', 'text'] },
    storeName,
  },
  vehicles: {
    model: { words: ['车型', 'model'] },
    ownedFrom: { words: ['拥有自', 'ownedfrom'], read: day },
    ownedTo: { words: ['拥有至', 'ownedto'], read: day },
    deliveredOn: { words: ['交付日期', 'deliveredon'], read: day },
    warrantyEndsOn: { words: ['质保到期', 'warrantyendson'], read: day },
    insuranceEndsOn: { words: ['保险到期', 'insuranceendson'], read: day },
    inspectionDueOn: { words: ['年检到期', 'inspectiondueon'], read: day },
    odometerKm: { words: ['里程', 'odometerkm', '行驶里程'], read: number },
  },
  profiles: Object.fromEntries(
    Object.entries(PROFILE_WORDS).map(([field, words]): [string, Column] => [
      field,
      field === 'birthday' ? { words, read: day } : { words },
    ]),
  ),
  surveys: {
    name: { words: ['问卷', 'survey'], isRequired: true },
    score: { words: ['得分', 'score', '分数'], read: number, isRequired: true },
    text: { words: ['意见', 'text', '反馈'] },
    storeName,
  },
  payments: {
    amountFen: { words: ['金额', 'amount'], read: yuan, isRequired: true },
    purpose: { words: ['用途', 'purpose'] },
    storeName,
  },
  coupons: {
    name: { words: ['券名', 'coupon'], isRequired: true },
    state: {
      words: ['状态', 'state'],
      read: oneOf({
        已发放: 'issued',
        已使用: 'used',
        已核销: 'used',
        已过期: 'expired',
        已取消: 'cancelled',
      }),
      isRequired: true,
    },
    valueFen: { words: ['面值', 'value'], read: yuan },
    expiresOn: { words: ['到期日', 'expireson', '有效期至'], read: day },
    number: { words: ['券号', 'number', '券码'] },
    storeName,
  },
  partner: {
    scene: {
      words: ['场景', 'scene'],
      read: oneOf({
        加油: 'fuel',
        充电: 'charging',
        过路费: 'toll',
        停车: 'parking',
        洗车: 'wash',
        其他: 'other',
      }),
      isRequired: true,
    },
    amountFen: { words: ['金额', 'amount'], read: yuan },
    storeName,
  },
}

/** '客户 姓名(必填)' → '客户姓名'. */
export function plainHeader(header: string): string {
  return narrow(header)
    .toLowerCase()
    .replace(/\(.*?\)/g, '')
    .replace(/[\s_\-*:.]/g, '')
}

export function templateOf(kind: FileKind): string {
  const headers = [HEAD, PERSON, DATA[kind]].flatMap((columns) =>
    Object.values(columns).map(({ words }) => words[0]),
  )
  return `\ufeff${headers.join(',')}\r\n`
}
