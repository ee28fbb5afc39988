import type { BridgeModes } from '../bridge.ts'

/** How the pretended client behaves. Not remembered: a new desk starts with a healthy client. */
export interface ClientModes extends BridgeModes {
  bridge: 'ready' | 'late'
  version: 'new' | 'old'
}

export const HEALTHY: ClientModes = { sendResult: 'ok', pace: 'normal', bridge: 'ready', version: 'new' }
export const OLD_VERSION = '3.0.20'
export const LATE_BRIDGE_MS = 1500

export function countModes(modes: ClientModes): number {
  const keys = ['sendResult', 'pace', 'bridge', 'version'] as const
  return keys.filter((key) => modes[key] !== HEALTHY[key]).length
}
