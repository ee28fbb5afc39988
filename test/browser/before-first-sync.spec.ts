import { expect, test } from '@playwright/test'
import { secondServiceOrigin, serviceOrigin } from './demo.ts'
import { openCustomer, openDesk, seeCustomer } from './desk-page.ts'
import { changeCorp } from './simulator.ts'
import { startSecondService } from './start-service.ts'

// A service that has never synced: not one row of the company is in its database.
let stop: () => Promise<void>
test.beforeAll(async () => {
  stop = await startSecondService({ demoHost: true })
  await changeCorp({ appOrigin: secondServiceOrigin })
})
test.afterAll(async () => {
  await changeCorp({ appOrigin: serviceOrigin })
  await stop()
})

test('a chat opened before the first sync shows its customer all the same, and says what is missing', async ({
  browser,
}) => {
  const desk = await openDesk(browser)
  await seeCustomer(desk, '林晓雨')
  await expect(desk.sidebar.getByText('首次同步正在进行，资料可能不全')).toBeVisible()
  await openCustomer(desk, '马晓峰')
  expect(desk.errors).toEqual([])
  await desk.page.context().close()
})
