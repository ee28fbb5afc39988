import type { BridgeModes } from '../bridge.ts'

/** How the pretended client behaves. Not remembered: a new desk starts with a healthy client. */
export interface ClientModes extends BridgeModes {
  bridge: 'ready' | 'late'
  version: 'new' | 'middle' | 'old'
}

export const HEALTHY: ClientModes = { sendResult: 'ok', pace: 'normal', bridge: 'ready', version: 'new' }
/** Middle: it can share, but not to receivers that the page has chosen. */
export const VERSIONS = { new: '5.0.10', middle: '4.0.20', old: '3.0.20' } as const
export const LATE_BRIDGE_MS = 1500

export function countModes(modes: ClientModes): number {
  const keys = ['sendResult', 'pace', 'bridge', 'version'] as const
  return keys.filter((key) => modes[key] !== HEALTHY[key]).length
}
