// Outline icons, 16 × 16, drawn with currentColor. `tier-N`: three bars for R, F and M, tall means high.

export const icons = {
  search: '<circle cx="7" cy="7" r="4.25"/><path d="m10.2 10.2 3.3 3.3"/>',
  eye: '<path d="M1.75 8S4 3.75 8 3.75 14.25 8 14.25 8 12 12.25 8 12.25 1.75 8 1.75 8Z"/><circle cx="8" cy="8" r="1.9"/>',
  edit: '<path d="m3 13 .6-2.7 7.1-7.1a1.2 1.2 0 0 1 1.7 0l.4.4a1.2 1.2 0 0 1 0 1.7l-7.1 7.1L3 13Z"/><path d="m9.6 4.3 2.1 2.1"/>',
  copy: '<rect x="5.75" y="5.75" width="7.5" height="7.5" rx="1.5"/><path d="M10.25 3.75v-.25a1 1 0 0 0-1-1H3.75a1.25 1.25 0 0 0-1.25 1.25v5.5a1 1 0 0 0 1 1h.25"/>',
  send: '<path d="M13.5 2.5 2.4 6.6l4.5 2.5 2.5 4.5L13.5 2.5Z"/><path d="m6.9 9.1 3-3"/>',
  down: '<path d="m4 6.25 4 4 4-4"/>',
  right: '<path d="m6.25 4 4 4-4 4"/>',
  left: '<path d="m9.75 4-4 4 4 4"/>',
  up: '<path d="m4 9.75 4-4 4 4"/>',
  plus: '<path d="M8 3.25v9.5M3.25 8h9.5"/>',
  minus: '<path d="M3.25 8h9.5"/>',
  check: '<path d="m3.25 8.5 3 3 6.5-7"/>',
  x: '<path d="m4 4 8 8M12 4l-8 8"/>',
  alert: '<path d="M8 2.5 1.9 13h12.2L8 2.5Z"/><path d="M8 6.5v3M8 11.3v.1"/>',
  info: '<circle cx="8" cy="8" r="5.75"/><path d="M8 7.5v3.25M8 5.2v.1"/>',
  ban: '<circle cx="8" cy="8" r="5.75"/><path d="m4 4 8 8"/>',
  done: '<circle cx="8" cy="8" r="5.75"/><path d="m5.4 8.2 1.8 1.8 3.4-3.7"/>',
  fail: '<circle cx="8" cy="8" r="5.75"/><path d="m6 6 4 4M10 6l-4 4"/>',
  wait: '<circle cx="8" cy="8" r="5.75"/><path d="M8 4.75V8l2.2 1.4"/>',
  queue: '<circle cx="8" cy="8" r="5.75" stroke-dasharray="2.2 2.3"/>',
  car: '<path d="M2.25 11.5V9l1.5-1 1.1-3a1 1 0 0 1 .95-.65h4.4a1 1 0 0 1 .95.65l1.1 3 1.5 1v2.5Z"/><path d="M3.75 8h8.5M3.75 11.5v1M12.25 11.5v1M5 9.75h.1M10.9 9.75h.1"/>',
  phone:
    '<path d="M3.2 2.75h2l1 2.7-1.3 1a7.5 7.5 0 0 0 3.6 3.6l1-1.3 2.7 1v2a1 1 0 0 1-1.1 1A9.6 9.6 0 0 1 2.2 3.85a1 1 0 0 1 1-1.1Z"/>',
  tag: '<path d="M2.5 3.5v4.2l5.7 5.7a1 1 0 0 0 1.4 0l3.8-3.8a1 1 0 0 0 0-1.4L7.7 2.5H3.5a1 1 0 0 0-1 1Z"/><path d="M5.4 5.4h.1"/>',
  note: '<path d="M4 2.5h8a1 1 0 0 1 1 1v6L9.5 13.5H4a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1Z"/><path d="M13 9.5H9.5v4M5.5 5.5h5M5.5 8h2.5"/>',
  task: '<rect x="2.75" y="2.75" width="10.5" height="10.5" rx="2"/><path d="m5.4 8.1 1.8 1.8 3.4-3.7"/>',
  flag: '<path d="M4 13.75V2.5M4 3.25h7.5l-1.5 2.6 1.5 2.65H4"/>',
  more: '<path d="M3.5 8h.1M8 8h.1M12.5 8h.1" stroke-width="2"/>',
  refresh: '<path d="M13 8a5 5 0 1 1-1.6-3.7"/><path d="M13.2 2.5v2.75h-2.75"/>',
  filter: '<path d="M2.5 3.5h11L9.5 8.4v4.1l-3-1.5V8.4l-4-4.9Z"/>',
  download: '<path d="M8 2.5v7.25M5 7l3 3 3-3M2.75 13h10.5"/>',
  upload: '<path d="M8 10V2.75M5 5.5l3-3 3 3M2.75 13h10.5"/>',
  calendar:
    '<rect x="2.5" y="3.5" width="11" height="10" rx="1.5"/><path d="M2.5 6.75h11M5.5 2.25v2.5M10.5 2.25v2.5"/>',
  user: '<circle cx="8" cy="5.5" r="2.75"/><path d="M2.9 13.5c.5-2.6 2.5-4 5.1-4s4.6 1.4 5.1 4"/>',
  users:
    '<circle cx="6" cy="5.75" r="2.4"/><path d="M1.75 12.75c.4-2.2 2-3.5 4.25-3.5s3.85 1.3 4.25 3.5M10.5 3.6a2.4 2.4 0 0 1 0 4.3M12 9.6c1.2.5 2 1.6 2.25 3.15"/>',
  chat: '<path d="M2.5 4a1.25 1.25 0 0 1 1.25-1.25h8.5A1.25 1.25 0 0 1 13.5 4v5.5a1.25 1.25 0 0 1-1.25 1.25H7l-3 2.5v-2.5h-.25A1.25 1.25 0 0 1 2.5 9.5V4Z"/>',
  group:
    '<path d="M1.75 4.5c0-.7.55-1.25 1.25-1.25h5.5c.7 0 1.25.55 1.25 1.25v2.75c0 .7-.55 1.25-1.25 1.25H5.25l-2 1.75V8.5H3c-.7 0-1.25-.55-1.25-1.25Z"/><path d="M11.75 6h1.25c.7 0 1.25.55 1.25 1.25v2.5c0 .7-.55 1.25-1.25 1.25h-.25v1.75l-2-1.75H8.5c-.5 0-.9-.3-1.1-.7"/>',
  swap: '<path d="M2.75 5.5h10M10.25 3l2.5 2.5-2.5 2.5M13.25 10.5h-10M5.75 8l-2.5 2.5 2.5 2.5"/>',
  chart: '<path d="M2.5 13.25h11M4.25 10.75V8M8 10.75V3.5M11.75 10.75V6"/>',
  home: '<path d="m2.5 7.25 5.5-4.5 5.5 4.5v5.25a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V7.25Z"/><path d="M6.25 13.5V9.75h3.5v3.75"/>',
  gear: '<circle cx="8" cy="8" r="2"/><path d="M8 1.9v1.7M8 12.4v1.7M1.9 8h1.7M12.4 8h1.7M3.7 3.7l1.2 1.2M11.1 11.1l1.2 1.2M12.3 3.7l-1.2 1.2M4.9 11.1l-1.2 1.2"/>',
  book: '<path d="M8 4.25C6.6 3.2 4.7 2.9 2.5 3v9.25c2.2-.1 4.1.2 5.5 1.25 1.4-1.05 3.3-1.35 5.5-1.25V3c-2.2-.1-4.1.2-5.5 1.25Z"/><path d="M8 4.25v9.25"/>',
  horn: '<path d="M2.5 6.5v3h2.25l6 3V3.5l-6 3H2.5Z"/><path d="M5 9.75v3h1.75v-2M13 6.75c.5.8.5 1.7 0 2.5"/>',
  image:
    '<rect x="2.5" y="3" width="11" height="10" rx="1.5"/><circle cx="5.75" cy="6.25" r="1"/><path d="m3 11.5 3.2-2.75 2 1.75L10.5 8l3 2.75"/>',
  link: '<path d="M6.75 9.25a2.5 2.5 0 0 0 3.5 0l2.25-2.25a2.5 2.5 0 0 0-3.5-3.5l-.75.75"/><path d="M9.25 6.75a2.5 2.5 0 0 0-3.5 0L3.5 9a2.5 2.5 0 0 0 3.5 3.5l.75-.75"/>',
  file: '<path d="M4.5 2.25h4.75L12.5 5.5v7.25a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-9.5a1 1 0 0 1 1-1Z"/><path d="M9 2.5V6h3.25"/>',
  smile: '<circle cx="8" cy="8" r="5.75"/><path d="M5.6 9.4c1.2 1.7 3.6 1.7 4.8 0M6 6.3v.2M10 6.3v.2"/>',
  cut: '<circle cx="4.25" cy="11.75" r="1.75"/><circle cx="11.75" cy="11.75" r="1.75"/><path d="m5.2 10.2 5.3-7.7M10.8 10.2 5.5 2.5"/>',
  lock: '<rect x="3.25" y="7" width="9.5" height="6.5" rx="1.5"/><path d="M5.25 7V5.25a2.75 2.75 0 0 1 5.5 0V7"/>',
  plug: '<path d="M5.5 2.5v3M10.5 2.5v3M4 5.5h8v2a4 4 0 0 1-8 0v-2ZM8 11.5v2.25"/>',
  store:
    '<path d="M2.75 6.5v6.75h10.5V6.5M2.5 5.75l1-3h9l1 3a1.8 1.8 0 0 1-3.6.25 1.9 1.9 0 0 1-3.8 0 1.8 1.8 0 0 1-3.6-.25Z"/><path d="M6.5 13.25V9.75h3v3.5"/>',
  wrench:
    '<path d="M13.2 4.6 11 6.8 9.2 5l2.2-2.2a3.5 3.5 0 0 0-4.6 4.4L2.6 11.4a1.4 1.4 0 0 0 2 2l4.2-4.2a3.5 3.5 0 0 0 4.4-4.6Z"/>',
  bell: '<path d="M4 7a4 4 0 0 1 8 0c0 3 1.25 4 1.25 4H2.75S4 10 4 7ZM6.75 13.25a1.4 1.4 0 0 0 2.5 0"/>',
  play: '<path d="M5 3.25v9.5L12.5 8 5 3.25Z"/>',
  pause: '<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="1.8"/>',
  undo: '<path d="M5.5 3 2.75 5.75 5.5 8.5M3 5.75h6a3.75 3.75 0 0 1 0 7.5H6"/>',
  sort: '<path d="m5 6 3-3 3 3M5 10l3 3 3-3"/>',
  grip: '<path d="M6 4h.1M10 4h.1M6 8h.1M10 8h.1M6 12h.1M10 12h.1" stroke-width="1.8"/>',
  moment:
    '<circle cx="8" cy="8" r="5.75"/><path d="M8 2.25v5.5L13.2 5.6M8 8l4.9 3M8 8v5.75M8 8 2.8 5.2M8 8l-5 2.8"/>',
  gift: '<path d="M2.75 7h10.5M3.5 7v6.25h9V7M2.5 4.75h11V7h-11zM8 4.75v8.5M8 4.75C6 4.75 5 4 5 3.2S6 2 6.6 2.4C7.4 2.9 8 4.75 8 4.75Zm0 0c2 0 3-.75 3-1.55S10 2 9.4 2.4C8.6 2.9 8 4.75 8 4.75Z"/>',
  receipt:
    '<path d="M3.75 2.5v11l1.4-1 1.4 1 1.45-1 1.45 1 1.4-1 1.4 1v-11h-8.5Z"/><path d="M6 5.75h4M6 8.5h4"/>',
  shake:
    '<path d="M1.75 5.5 4.5 4l3.5 1 3.5-1 2.75 1.5v4.5l-1.5.5-3.25 2.75a1.2 1.2 0 0 1-1.5 0L3.25 10.5l-1.5-.5Z"/><path d="m8 5-2 2.25c.8.9 2 .9 2.75 0L12.5 10"/>',
  qr: '<rect x="2.75" y="2.75" width="4" height="4" rx=".75"/><rect x="9.25" y="2.75" width="4" height="4" rx=".75"/><rect x="2.75" y="9.25" width="4" height="4" rx=".75"/><path d="M9.25 9.25h1.5v1.5M13.25 9.25v4h-4v-1.5"/>',
  clock: '<circle cx="8" cy="8" r="5.75"/><path d="M8 4.75V8l2.2 1.4"/>',
  folder:
    '<path d="M2.25 4.25a1 1 0 0 1 1-1h3l1.5 1.75h5a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-9.5a1 1 0 0 1-1-1Z"/>',
  window: '<rect x="2.5" y="3" width="11" height="10" rx="1.5"/><path d="M9.5 3v10"/>',
  monitor: '<rect x="2" y="3" width="12" height="8" rx="1.25"/><path d="M5.75 13.5h4.5M8 11v2.5"/>',
  square: '<rect x="3.5" y="3.5" width="9" height="9" rx="1"/>',
  sliders:
    '<path d="M2.5 5h6M12 5h1.5M2.5 11h1.5M7.5 11h6"/><circle cx="10.25" cy="5" r="1.75"/><circle cx="5.75" cy="11" r="1.75"/>',
  shield:
    '<path d="M8 2.25 3.25 4v3.75c0 3 2 5 4.75 6 2.75-1 4.75-3 4.75-6V4L8 2.25Z"/><path d="m6 8 1.5 1.5L10.25 6.5"/>',
  like: '<path d="M8 13S2.5 9.8 2.5 6.2A2.9 2.9 0 0 1 8 4.9a2.9 2.9 0 0 1 5.5 1.3C13.5 9.8 8 13 8 13Z"/>',
  help: '<circle cx="8" cy="8" r="5.75"/><path d="M6.4 6.4a1.65 1.65 0 1 1 2.5 1.4c-.6.35-.9.7-.9 1.3M8 11v.1"/>',
  'tier-0':
    '<path d="M4 12.5V9.5" stroke-width="2"/><path d="M8 12.5V9.5" stroke-width="2"/><path d="M12 12.5V9.5" stroke-width="2"/>',
  'tier-1':
    '<path d="M4 12.5V9.5" stroke-width="2"/><path d="M8 12.5V9.5" stroke-width="2"/><path d="M12 12.5V3.5" stroke-width="2"/>',
  'tier-2':
    '<path d="M4 12.5V9.5" stroke-width="2"/><path d="M8 12.5V3.5" stroke-width="2"/><path d="M12 12.5V9.5" stroke-width="2"/>',
  'tier-3':
    '<path d="M4 12.5V9.5" stroke-width="2"/><path d="M8 12.5V3.5" stroke-width="2"/><path d="M12 12.5V3.5" stroke-width="2"/>',
  'tier-4':
    '<path d="M4 12.5V3.5" stroke-width="2"/><path d="M8 12.5V9.5" stroke-width="2"/><path d="M12 12.5V9.5" stroke-width="2"/>',
  'tier-5':
    '<path d="M4 12.5V3.5" stroke-width="2"/><path d="M8 12.5V9.5" stroke-width="2"/><path d="M12 12.5V3.5" stroke-width="2"/>',
  'tier-6':
    '<path d="M4 12.5V3.5" stroke-width="2"/><path d="M8 12.5V3.5" stroke-width="2"/><path d="M12 12.5V9.5" stroke-width="2"/>',
  'tier-7':
    '<path d="M4 12.5V3.5" stroke-width="2"/><path d="M8 12.5V3.5" stroke-width="2"/><path d="M12 12.5V3.5" stroke-width="2"/>',
  'stage-intro':
    '<circle cx="8" cy="8" r="5"/><path d="M8 8V3a5 5 0 0 1 5 5Z" fill="currentColor" stroke="none"/>',
  'stage-growth':
    '<circle cx="8" cy="8" r="5"/><path d="M8 3a5 5 0 0 1 0 10Z" fill="currentColor" stroke="none"/>',
  'stage-mature': '<circle cx="8" cy="8" r="5" fill="currentColor"/>',
  'stage-dormant': '<circle cx="8" cy="8" r="5" stroke-dasharray="2.6 2.64"/>',
  'stage-lost': '<circle cx="8" cy="8" r="5"/><path d="m4.5 11.5 7-7"/>',
  star: '<path d="m8 2.5 1.7 3.5 3.8.5-2.8 2.7.7 3.8L8 11.2 4.6 13l.7-3.8L2.5 6.5 6.3 6 8 2.5Z"/>',
} as const

export type IconName = keyof typeof icons
