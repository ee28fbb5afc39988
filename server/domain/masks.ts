/** What is shown of a personal value before somebody asks for it and is recorded. Takes normalised values. */

/** +8613812346721 → 138****6721. */
export function maskPhone(e164: string): string {
  const mobile = /^\+86(1\d{2})\d{4}(\d{4})$/.exec(e164)
  if (mobile) return `${mobile[1]}****${mobile[2]}`
  return `${e164.slice(0, 3)}****${e164.slice(-3)}`
}

/** 沪A12321 → 沪A·**321. */
export function maskPlate(plate: string): string {
  return `${plate.slice(0, 2)}·${'*'.repeat(Math.max(0, plate.length - 5))}${plate.slice(-3)}`
}

export function maskVin(vin: string): string {
  return `***${vin.slice(-6)}`
}

/** Anything else personal: the first character stays. */
export function maskText(text: string): string {
  const [first = '', ...rest] = [...text]
  return first + '*'.repeat(Math.min(rest.length, 6))
}
