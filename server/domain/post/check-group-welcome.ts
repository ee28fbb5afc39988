import { checkContent, type ContentProblem } from './check-content.ts'
import { byteLength, type PostContent } from './content.ts'
import { variablesIn } from './kinds.ts'

/** 入群欢迎语: less text than a message, one thing beside it, and the newcomer's name is WeCom's to fill in. */
export const GROUP_WELCOME_LIMITS = { textBytes: 3000, attachments: 1, perCorp: 100 } as const
/** WeCom puts the newcomer's name here. */
export const NICKNAME = '%NICKNAME%'

export function checkGroupWelcome({ text, attachments }: PostContent): ContentProblem[] {
  const { textBytes, attachments: most } = GROUP_WELCOME_LIMITS
  if (text.trim() === '' && attachments.length === 0) return [{ is: 'empty' }]
  const size = byteLength(text)
  return [
    ...(size > textBytes
      ? [{ is: 'text-too-long' as const, size, limit: textBytes, unit: 'bytes' as const }]
      : []),
    // Nobody fills these in: the template says the same to everybody.
    ...variablesIn(text).map((name) => ({ is: 'variable-not-here' as const, name })),
    ...(attachments.length > most
      ? [{ is: 'too-many' as const, size: attachments.length, limit: most }]
      : attachments.length === 0
        ? []
        : checkContent('customers', { text: '', attachments })),
  ]
}
