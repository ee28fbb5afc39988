import { afterAll, afterEach, vi } from 'vitest'

// The SDK reads the user agent once, when it is first evaluated: every browser test runs as a WeCom client.
Object.defineProperty(navigator, 'userAgent', {
  configurable: true,
  get: () =>
    'Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0.5304.110 Safari/537.36 Language/zh ColorScheme/Light wxwork/5.0.10 (MicroMessenger/6.2) WindowsWechat',
})

// The files of a worker share one page: each leaves it as it found it.
afterEach(() => void vi.useRealTimers())
afterAll(() => {
  document.head.replaceChildren()
  document.body.replaceChildren()
  localStorage.clear()
  sessionStorage.clear()
})
