const MAX_LENGTH = 300

/** Takes everything out of a message that must not reach a log: given values, tokens in addresses, phone numbers. */
export function cleanMessage(text: string, secrets: (string | undefined)[]): string {
  let clean = text
  for (const secret of secrets) {
    if (secret !== undefined && secret.length >= 4) clean = clean.split(secret).join('***')
  }
  return clean
    .replace(/((?:access_token|corpsecret|secret|ticket|code)=)[^&\s"']+/gi, '$1***')
    .replace(/(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)/g, '***')
    .replace(/\s+/g, ' ')
    .slice(0, MAX_LENGTH)
}
