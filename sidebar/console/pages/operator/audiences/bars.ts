/** One value of a portrait: how many of the audience have it, and of everybody, as counts and shares. */
export interface Bar {
  value: string
  label: string
  members: number
  everyone: number
  share: number
  everyoneShare: number
}
