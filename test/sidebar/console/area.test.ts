import { describe, expect, it } from 'vitest'
import { admit, firstPage, mayOpen, type Role } from '../../../sidebar/console/area.ts'
import { pages } from '../../../sidebar/console/pages/index.ts'

const opened = (...roles: Role[]): string[] =>
  pages.filter((page) => mayOpen(page, roles)).map((page) => page.name)

describe('who may open which page of the console', () => {
  it('gives an advisor nothing: their place is the chat', () => {
    expect(opened('advisor')).toEqual([])
    expect(firstPage(pages, ['advisor'])).toBeNull()
  })

  it('keeps set-up for administrators', () => {
    expect(opened('admin')).toContain('setup')
    expect(opened('advisor', 'manager', 'operator')).not.toContain('setup')
  })

  it('keeps files with the whole corp in them away from managers of one store', () => {
    expect(opened('advisor', 'manager')).not.toContain('imports')
    expect(opened('advisor', 'operator')).toContain('imports')
  })

  it('lets managers and administrators at their people, and starts everybody on today', () => {
    expect(opened('manager')).toContain('staff')
    expect(opened('operator')).not.toContain('staff')
    for (const role of ['manager', 'operator', 'admin'] as const)
      expect(firstPage(pages, ['advisor', role])?.name).toBe('today')
  })

  it('has a role on every page, and no two pages at one address', () => {
    for (const page of pages) expect(page.roles.length, page.name).toBeGreaterThan(0)
    expect(new Set(pages.map((page) => page.path)).size).toBe(pages.length)
  })
})

describe('opening an address', () => {
  const setup = pages.find((page) => page.name === 'setup')

  it('leads somebody who is not signed in to the login and back', () => {
    expect(admit(null, setup, '/setup?x=1')).toEqual({ kind: 'login', returnTo: '/setup?x=1' })
  })

  it('says no to the wrong role and yes to the right one', () => {
    expect(admit({ roles: ['advisor', 'manager'] }, setup, '/setup')).toEqual({ kind: 'not-for-you' })
    expect(admit({ roles: ['advisor', 'admin'] }, setup, '/setup')).toEqual({ kind: 'go' })
  })

  it('lets anybody signed in see pages that belong to nobody', () => {
    expect(admit({ roles: ['advisor'] }, undefined, '/nowhere')).toEqual({ kind: 'go' })
  })
})
