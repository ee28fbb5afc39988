/**
 * ORDER BY of a customer's vehicles: the one that came to the store last stands for the customer. An old car with a
 * service long overdue has usually gone.
 */
export function mainVehicleFirst(vehicle: string): string {
  return `COALESCE(${vehicle}."lastServiceOn", ${vehicle}."deliveredOn", '') DESC, ${vehicle}."id"`
}
