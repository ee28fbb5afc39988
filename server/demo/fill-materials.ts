import { hash32, seededRandom } from '../domain/analytics/random.ts'
import { outcomeInput } from '../features/actions/contract.ts'
import { recordOutcome } from '../features/actions/record-outcome.ts'
import type { Deps } from '../features/deps.ts'
import { countOpen } from '../features/links/count-open.ts'
import { findLink } from '../features/links/find-link.ts'
import { recordStay } from '../features/links/record-stay.ts'
import { messageInput } from '../features/materials/contract.ts'
import { prepareMessage } from '../features/materials/prepare-message.ts'
import { scriptInput } from '../features/scripts/contract.ts'
import { createCategory } from '../features/scripts/edit-category.ts'
import { createScript } from '../features/scripts/edit-script.ts'
import { keepBlob, toBlob } from '../platform/blobs.ts'
import { newId } from '../platform/new-id.ts'
import { demoOperators } from './company.ts'
import { asOf, DAY_MS, type Follow, readFollows, scopeOf } from './past-work.ts'
import { onePagePdf, poster } from './pictures.ts'

const FIRST_DAY = 12
const SENDS = 60
const OPEN_RATE = 0.45
const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.44'

/**
 * A small library, and twelve days in which advisors sent from it and customers opened what they got: through the use
 * cases of sidebar and short links, with the clock of those days. Who opens is invented; what the pages show is counted.
 */
export async function fillMaterials(deps: Deps): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { db } = deps.database
  if ((await db.script.count({ where: { corpId, kind: 'album' } })) > 0) return
  const materials = await writeMaterials(asOf(deps, -(FIRST_DAY + 20) * DAY_MS), corpId)
  const random = seededRandom('demo-materials')
  const follows = (await readFollows(deps, corpId))
    .toSorted((a, b) => hash32(`m${a.customerId}`) - hash32(`m${b.customerId}`))
    .slice(0, SENDS)
  for (const [n, follow] of follows.entries()) {
    const scriptId = materials[n % materials.length] ?? ''
    // By day, an hour or two after the message.
    const past = asOf(deps, -(1 + (n % FIRST_DAY)) * DAY_MS)
    await sendOne(past, { corpId, follow, scriptId, random })
  }
}

async function sendOne(
  past: Deps,
  {
    corpId,
    follow,
    scriptId,
    random,
  }: { corpId: string; follow: Follow; scriptId: string; random: () => number },
): Promise<void> {
  const { customerId } = follow
  const scope = scopeOf(corpId, follow, ['advisor'])
  const id = newId(past.clock.nowMs())
  const message = await prepareMessage(
    past,
    scope,
    messageInput.parse({ id, customerId, scriptId, as: 'page' }),
  )
  await recordOutcome(
    past,
    scope,
    outcomeInput.parse({ id, customerId, rule: null, scriptId, outcome: 'sent' }),
  )
  if (message.msgtype !== 'news' || random() > OPEN_RATE) return
  const later = asOf(past, Math.round((0.2 + random() * 3) * 3_600_000))
  const link = await findLink(later, message.news.link.split('/').at(-1) ?? '')
  if (link === null) return
  const visitor = String(hash32(customerId))
  const openId = await countOpen(later, link, { visitor, userAgent: WECHAT })
  const seconds = Math.round(6 + random() * 90)
  if (openId !== null && link.target === null)
    await recordStay(asOf(later, seconds * 1000), link, { openId, visitor, seconds })
}

async function writeMaterials(past: Deps, corpId: string): Promise<string[]> {
  const { db } = past.database
  const operator = await db.staff.findFirstOrThrow({
    where: { corpId, userKey: { in: demoOperators } },
    select: { id: true, userid: true },
  })
  const scope = scopeOf(corpId, { staffId: operator.id, userid: operator.userid }, ['operator'])
  const { id: top } = await createCategory(past, corpId, { name: '素材' })
  const { id: offers } = await createCategory(past, corpId, { name: '优惠活动', parentId: top })
  const { id: guides } = await createCategory(past, corpId, { name: '用车指南', parentId: top })
  const keep = async (bytes: Buffer): Promise<string> => {
    const blob = toBlob(bytes)
    await keepBlob(db, { corpId, blob, at: past.clock.now() })
    return blob.hash
  }
  const [teal, amber, blue, slate] = await Promise.all([
    keep(poster([12, 92, 88], [94, 190, 176])),
    keep(poster([150, 84, 16], [236, 178, 84])),
    keep(poster([24, 60, 130], [110, 160, 230])),
    keep(poster([52, 60, 72], [140, 150, 164])),
  ])
  const pdf = onePagePdf('Lanyue owner guide')
  const file = { hash: await keep(pdf), name: '新车使用手册.pdf', contentType: '', byteSize: pdf.length }
  const library = [
    {
      categoryId: offers,
      kind: 'link',
      title: '春季到店礼：免费全车检测',
      imageHash: teal,
      linkUrl: 'https://www.example.com/lanyue/spring',
      linkDesc: '3 月到店即享，约 30 分钟',
      tags: ['到店', '免费'],
    },
    {
      categoryId: offers,
      kind: 'album',
      title: '原厂四季脚垫套装',
      tags: ['精品'],
      linkDesc: '按车型定制，到店免费安装',
      detail: {
        pictures: [amber, slate],
        priceFen: 69_900,
        productNo: 'LY-FM-04',
        about: '环保 TPE 材质，水洗即净。',
      },
    },
    {
      categoryId: guides,
      kind: 'file',
      title: '新车使用手册',
      tags: ['新车主'],
      stages: ['introduction'],
      linkDesc: '充电、保养周期与常用功能',
      detail: { file },
    },
    {
      categoryId: guides,
      kind: 'image',
      title: '保养项目价目表',
      imageHash: blue,
      tags: ['保养', '价格'],
      detail: { about: '价格以到店确认为准。' },
    },
  ]
  const ids: string[] = []
  for (const material of library)
    ids.push((await createScript(past, scope, scriptInput.parse({ body: '', ...material }))).id)
  return ids
}
