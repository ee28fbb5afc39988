import { expect, type APIRequestContext, type Browser, type Page } from '@playwright/test'
import { serviceOrigin, simulatorOrigin } from './demo.ts'

export interface ConsolePage {
  page: Page
  errors: string[]
}

/** A browser of its own in which this person is signed in to the console. */
export async function openConsole(browser: Browser, userid: string, path = '/'): Promise<ConsolePage> {
  const context = await browser.newContext({ acceptDownloads: true })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`${simulatorOrigin}/desk/login-as?userid=${userid}&to=console`)
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible()
  if (path !== '/') await page.goto(`${serviceOrigin}/console${path}`)
  return { page, errors }
}

/** Calls the API as somebody who works in the console. */
export async function signInToApi(request: APIRequestContext, userid: string): Promise<void> {
  const answer = await request.get(`${simulatorOrigin}/desk/login-as?userid=${userid}&to=console`)
  if (!answer.ok()) throw new Error(`${userid} could not sign in: ${answer.status()}`)
}

export async function callApi(
  request: APIRequestContext,
  route: string,
  data?: unknown,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const [method = 'GET', path = ''] = route.split(' ')
  const answer = await request.fetch(`${serviceOrigin}/api/v1${path}`, {
    method,
    headers: { 'x-liuke-app': 'console' },
    ...(data === undefined ? {} : { data }),
  })
  return { status: answer.status(), json: (await answer.json()) as Record<string, unknown> }
}
