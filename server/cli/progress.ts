/** A line on stderr that grows in place on a terminal; elsewhere nothing until it ends. */
export function progressLine(label: string): { show(share: number, more?: string): void; end(): void } {
  const isTerminal = process.stderr.isTTY === true
  let last = ''
  return {
    show(share, more = '') {
      const text = `${label} ${String(Math.floor(share * 100)).padStart(3)} %${more ? `  ${more}` : ''}`
      if (!isTerminal || text === last) return
      last = text
      process.stderr.write(`\r${text}\u001B[K`)
    },
    end() {
      if (isTerminal && last !== '') process.stderr.write('\r\u001B[K')
    },
  }
}
