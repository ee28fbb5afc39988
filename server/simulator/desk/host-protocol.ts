// What the host script in the sidebar page and the desk around it say to each other. Types only: host.ts is built
// into a classic script and must not import anything that exists at run time.

/** Facts about the pretended client. They travel in the frame's name: host.ts needs them before the first message. */
export interface FrameSettings {
  liukeDesk: 1
  /** Tells this load of the frame from the ones before it. */
  nonce: string
  view: 'desktop' | 'phone'
  /** A client version instead of the newest one, such as 3.0.20. */
  version?: string
  /** The bridge appears this many milliseconds after the page; 0 means before the page's own scripts. */
  bridgeDelayMs: number
  colorScheme: 'Light' | 'Dark'
  language: 'zh' | 'en'
}

export type BridgeResult = { err_msg: string } & Record<string, unknown>

export type HostToDesk = { liukeDesk: 1; nonce: string } & (
  | { kind: 'hello'; url: string }
  | { kind: 'call'; id: number; name: string; params: Record<string, unknown>; url: string }
  | { kind: 'listen'; name: string }
  | { kind: 'close' }
)

export type DeskToHost = { liukeDesk: 1; nonce: string } & (
  | { kind: 'result'; id: number; result: BridgeResult }
  | { kind: 'event'; name: string; data: Record<string, unknown> }
)
