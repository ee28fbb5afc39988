import { createHash, randomBytes } from 'node:crypto'
import type Koa from 'koa'
import { readCookie } from '../session/cookies.ts'

const NAME = 'liuke_v'
const DAYS = 180

/**
 * Tells the devices of one link apart, and nothing else: a random word that the device keeps. What is stored is a hash
 * of it with the link, so that no two links can be joined by it.
 */
export function visitorOf(ctx: Koa.Context, { linkId, origin }: { linkId: string; origin: string }): string {
  const kept = readCookie(ctx.get('cookie'), NAME)
  const word = kept !== null && /^[\w-]{22}$/.test(kept) ? kept : randomBytes(16).toString('base64url')
  if (word !== kept) {
    const secure = origin.startsWith('https://') ? '; Secure' : ''
    const life = DAYS * 86_400
    ctx.append('Set-Cookie', `${NAME}=${word}; Path=/l/; HttpOnly; SameSite=Lax; Max-Age=${life}${secure}`)
  }
  return createHash('sha256').update(`${linkId}:${word}`).digest('hex').slice(0, 32)
}
