/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(process.cwd(), 'sidebar/ui/tokens.css'), 'utf8')

function block(from: string): Map<string, string> {
  const body = css.slice(css.indexOf(from) + from.length).split('}')[0] ?? ''
  return new Map(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  )
}
const light = block(":root,\n[data-theme='light'] {")
const darkBySystem = block(":root:not([data-theme='light']) {")
const darkByChoice = block("\n[data-theme='dark'] {")

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(theme: Map<string, string>, front: string, back: string): number {
  const [high = 0, low = 0] = [front, back]
    .map((name) => luminance(theme.get(name) ?? '#000000'))
    .sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

const grounds = ['surface', 'bg', 'raised', 'sunken']
const texts: [string, string][] = [
  ...['text', 'text-2', 'text-3'].flatMap((text) =>
    grounds.map((ground): [string, string] => [text, ground]),
  ),
  ['accent-text', 'surface'],
  ['accent-text', 'accent-soft'],
  ['on-accent', 'accent'],
  ...['warn', 'danger', 'ok', 'info'].map((tone): [string, string] => [`${tone}-text`, `${tone}-soft`]),
  ...['value', 'growth', 'keep', 'save'].flatMap((tier): [string, string][] => [
    [`tier-${tier}`, `tier-${tier}-soft`],
    [`tier-${tier}`, 'surface'],
  ]),
  ...[1, 2, 3, 4].map((av): [string, string] => [`av-${av}`, `av-${av}-soft`]),
]

describe('the tokens', () => {
  it('are the same in both dark blocks, and dark names every colour of light', () => {
    expect(darkBySystem.size).toBeGreaterThan(60)
    expect([...darkByChoice]).toEqual([...darkBySystem])
    expect([...darkByChoice.keys()].sort()).toEqual([...light.keys()].sort())
  })

  it.each([
    ['light', light],
    ['dark', darkByChoice],
  ])('keep text readable in %s (4.5:1)', (_, theme) => {
    expect(texts.filter(([front, back]) => contrast(theme, front, back) < 4.5)).toEqual([])
  })

  it.each([
    ['light', light],
    ['dark', darkByChoice],
  ])('keep the edges of fields and the focus ring visible in %s (3:1)', (_, theme) => {
    const parts: [string, string][] = [
      ['line-control', 'surface'],
      ['ring', 'surface'],
      ['ring', 'bg'],
      ['chart-1', 'surface'],
    ]
    expect(parts.filter(([front, back]) => contrast(theme, front, back) < 3)).toEqual([])
  })
})
