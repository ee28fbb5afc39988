/** People whose results are counted together: tier and stage, '-' where one is not known. */
export function segmentOf({ code, stage }: { code: number | null; stage: string | null }): string {
  return `${code ?? '-'}.${stage ?? '-'}`
}
