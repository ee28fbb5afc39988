import type { BadRowReason } from './contract.ts'

/** For the file of refused rows, which people mend in a spreadsheet. The page has its own texts in both languages. */
export const BAD_ROW_TEXTS: Record<BadRowReason, string> = {
  'missing-value': '必填项为空，请补上',
  'unknown-date': '日期无法识别，请写成 2026-03-17 或 2026-03-17 14:30',
  'date-in-future': '日期在未来，请核对',
  'unknown-kind': '类型无法识别，请写成 新车交付、保养、维修、精品、保险 或 到店',
  'unknown-amount': '金额无法识别，请写成不超过两位小数的正数，例如 1234.50',
  'amount-too-large': '金额超过 2147 万元，请核对单位',
  'unknown-status': '状态无法识别，请写成 已完成 或 已取消；未完成的订单请完成后再导入',
  'unknown-phone': '手机号无法识别，请写成 11 位手机号，境外号码带国家区号',
  'unknown-odometer': '里程无法识别，请写成公里数',
  'too-long': '文字太长，请缩短',
  'too-few-columns': '这一行缺少列，请检查逗号和引号',
  'too-many-columns': '这一行列数过多，请检查逗号和引号',
  'unreadable-text': '文字编码损坏，请用 UTF-8 或 GBK 重新导出',
  'repeated-order-no': '订单号在文件中重复且内容不同，请合并为一行',
}
