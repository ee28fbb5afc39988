import { expect, it } from 'vitest'
import { badRowsCsv } from '../../../sidebar/console/pages/operator/imports/bad-rows-file.ts'

it('refused rows come back as they were, with the problem, and never as a formula', () => {
  const errors = [{ path: 'at', message: 'is no time' }]
  const text = badRowsCsv({
    headers: ['时间', '备注'],
    bad: [{ line: 3, cells: ['昨天', '=HYPERLINK("x"),1'], errors }],
  })
  expect(text).toBe('\ufeff行号,问题,时间,备注\r\n3,时间 is no time,昨天,"\'=HYPERLINK(""x""),1"\r\n')
})
