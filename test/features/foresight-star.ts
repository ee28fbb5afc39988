import { RESPONSE_KINDS } from '../../server/domain/response-features.ts'
import { TRAINING, trainResponse } from '../../server/domain/analytics/response-model.ts'
import { addDays, localDateOf } from '../../server/domain/time.ts'
import { makeVisitors, makeVisits } from '../support/factories/visitors.ts'
import { writeMining } from '../../server/features/combos/combo-settings.ts'
import { type Bench, CORP, makeCustomer } from './orders/desk.ts'

export const STAR = 'STAR'

/** One customer of whom everything can be foreseen, among as many as the models need. */
export async function fill(bench: Bench): Promise<void> {
  const { database, clock } = bench
  const { db } = database
  const today = localDateOf(clock.nowMs())
  const now = clock.now()
  await makeVisitors(database, { corpId: CORP, count: 260, today })
  await makeCustomer(bench, STAR)
  await db.customer.update({
    where: { corpId_id: { corpId: CORP, id: STAR } },
    data: { name: STAR, search: STAR.toLowerCase() },
  })
  const days = [900, 820, 760, 690, 620, 560].map((ago) => addDays(today, -ago))
  await makeVisits(database, { corpId: CORP, customerId: STAR, days })
  await db.staff.create({
    data: {
      corpId: CORP,
      id: 'S1',
      userid: 'hanyue',
      userKey: 'hanyue',
      name: '韩悦',
      search: '韩悦',
      digest: '',
      status: 'active',
      followsCustomers: true,
      createdAt: now,
      updatedAt: now,
    },
  })
  await db.contact.create({
    data: {
      corpId: CORP,
      externalUserid: 'WSTAR',
      customerId: STAR,
      name: STAR,
      type: 1,
      gender: 2,
      digest: '',
      firstSeenAt: now,
      updatedAt: now,
    },
  })
  await db.follow.create({
    data: {
      corpId: CORP,
      externalUserid: 'WSTAR',
      staffId: 'S1',
      addWay: 1,
      remark: STAR,
      description: '',
      search: STAR.toLowerCase(),
      digest: '',
      followedAt: now,
      updatedAt: now,
    },
  })
  await db.vehicle.create({
    data: {
      corpId: CORP,
      id: 'CAR',
      customerId: STAR,
      model: 'S7',
      deliveredOn: addDays(today, -1500),
      updatedAt: now,
    },
  })
  const lastVisitOn = days.at(-1) ?? ''
  await db.task.create({
    data: {
      corpId: CORP,
      id: 'WARNING',
      customerId: STAR,
      staffId: 'S1',
      title: '流失预警',
      kind: 'churn',
      key: `churn:${STAR}:${lastVisitOn}`,
      dueOn: today,
      createdAt: now,
      reasonJson: JSON.stringify({ percent: 90, lastVisitOn }),
    },
  })
  await makeCombo(bench)
  await makeResponseModel(bench)
}

async function makeCombo(bench: Bench): Promise<void> {
  const { db } = bench.database
  const minedAt = bench.clock.now()
  await writeMining(db, bench, CORP, {
    state: 'ok',
    minedAt: minedAt.toISOString(),
    visitDays: 1000,
    mixedDays: 500,
    items: 2,
    rules: 1,
    minSupport: 0.01,
    minConfidence: 0.1,
    windowDays: 730,
    needs: { visitDays: 300, mixedDays: 100 },
  })
  await db.comboItem.create({
    data: { corpId: CORP, item: '常规保养', visitDays: 900, repeats: 600, renewalDays: 90 },
  })
  await db.comboRule.create({
    data: {
      corpId: CORP,
      id: 'RULE',
      leftJson: JSON.stringify(['常规保养']),
      rightItem: '雨刮片',
      count: 50,
      leftCount: 100,
      rightCount: 60,
      support: 0.05,
      confidence: 0.5,
      lift: 3,
      leverage: 0.03,
      conviction: 1.5,
      p: 0.001,
      isEnabled: true,
      isCurrent: true,
      minedAt,
    },
  })
  await db.comboOffer.create({
    data: {
      corpId: CORP,
      customerId: STAR,
      item: '雨刮片',
      ruleId: 'RULE',
      rank: 1,
      confidence: 0.5,
      lift: 3,
    },
  })
}

/** A real model on made-up messages: whoever came lately answers. */
async function makeResponseModel(bench: Bench): Promise<void> {
  const count = TRAINING.minRows * 4
  const rows = Array.from({ length: count }, (_, n) => {
    const answered = n % 3 === 0
    const daysSinceVisit = answered ? 10 + (n % 50) : 200 + (n % 300)
    const rest = { hasVisited: 1, visitDays: 3, lnSpend: 6, recentSends: n % 2, rule: 'service-due' }
    return { id: `M${n}`, sentMs: n, answered, features: { daysSinceVisit, ...rest } }
  })
  const trained = trainResponse(rows, RESPONSE_KINDS)
  if (trained.state !== 'ok') throw new Error(`the model is ${trained.state}`)
  await bench.database.db.responseModel.create({
    data: {
      corpId: CORP,
      version: 'MODEL',
      state: 'ok',
      trainedAt: bench.clock.now(),
      rows: count,
      answers: count / 3,
      detailJson: JSON.stringify(trained.found),
    },
  })
}
