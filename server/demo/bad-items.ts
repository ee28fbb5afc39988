/** What goes wrong in every interface sooner or later: items that the intake refuses, each with another mistake. */
export function badItems(nowMs: number): object[] {
  const at = (daysAgo: number): string => new Date(nowMs - daysAgo * 86_400_000).toISOString()
  return [
    {
      kind: 'coupon',
      id: 'bad-coupon',
      at: at(3),
      person: { memberNo: 'LYC10001' },
      data: { name: '保养抵用券', state: 'spent' },
    },
    {
      kind: 'vehicle',
      id: 'bad-vin',
      at: at(2),
      person: { phone: '13800990001', vin: 'L8YA1B2C0D3000001' },
      data: { model: 'S7' },
    },
    {
      kind: 'survey',
      id: 'bad-time',
      at: '2026-10-01 10:00',
      person: { memberNo: 'LYC10001' },
      data: { name: '售后满意度回访', score: 9 },
    },
    {
      kind: 'payment',
      id: 'bad-amount',
      at: at(1),
      person: { memberNo: 'LYC10001' },
      data: { amountFen: -19_900, purpose: '澜岳会员年费' },
    },
  ]
}
