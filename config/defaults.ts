// Business defaults of a new corp; a corp may override them with a row in Setting.

export const defaults = {
  /** RFM window in days (analytics: service is low-frequency). */
  rfmWindowDays: 730,
  /** Months between two regular services, and how far ahead we call it due. */
  serviceIntervalMonths: 6,
  serviceDueAheadDays: 14,
  /** Lifecycle: months without a visit. */
  dormantAfterMonths: 3,
  lostAfterMonths: 7,
  /** Kilometres between two regular services, for the distance rule of the next visit. */
  serviceIntervalKm: 10_000,
  /** What of a service yuan remains, for the value of a customer; and after how many months a car is replaced. */
  marginShare: 0.35,
  replacementFromMonths: 48,
  replacementToMonths: 84,
  /** How long a dismissed action stays away. */
  snoozeDays: 30,
  /** Mass-deletion brake: more than this share and this count needs a second look. */
  brakeShare: 0.2,
  brakeCount: 50,
  /** Customers one member should not exceed when taking over; WeCom's own cap is not told by any interface. */
  customersPerStaff: 2000,
  /** Days for which an item that another system told and that was refused waits to be mended. */
  refusedKeptDays: 30,
  /** Reveals of a phone number, and of refused items, per person and day. */
  revealsPerDay: 50,
} as const

export type BusinessDefaults = typeof defaults
