import { createTexts } from '../../ui/i18n.ts'

export const zh = {
  title: '接入设置',
  progress: '{done} / {total} 步已通',
  again: '重新检查',
  checking: '正在逐项向企业微信核实',
  intro: '按顺序在企业微信管理后台完成下面几步。每一步都会真实地试一次，通了就打勾。',
  'done.title': '全部接通',
  'done.text': '同步、回调和聊天侧边栏都已可用。',
  'state.ok': '已通',
  'state.todo': '待完成',
  'state.failed': '没有通过',
  code: '企业微信代码 {code}',
  copy: '复制',
  copied: '已复制',
  'copy.failed': '没有复制成功，请手动选中复制',
  'agent-secret.title': '自建应用与 Secret',
  'agent-secret.todo':
    '应用管理 → 自建 → 创建应用，把 AgentId 和 Secret 填进服务的环境变量 WECOM_AGENT_ID、WECOM_AGENT_SECRET，然后重启服务。',
  'agent-secret.failed':
    'Secret 不对、已重置，或服务器 IP 不在“企业可信 IP”里。核对应用页的 Secret，并在应用页最下方的企业可信 IP 加上这台服务器的出口 IP。',
  'callable-app.title': '可调用接口的应用',
  'callable-app.todo': '客户与上下游 → 客户联系 → 客户 → API → 可调用接口的应用，勾选本应用。',
  'callable-app.failed': '应用还不在“可调用接口的应用”里（48002）。勾选后约一分钟生效。',
  'visible-range.title': '可见范围',
  'visible-range.todo':
    '应用能调用接口，但范围里没有可以联系客户的成员。在应用页的“可见范围”里加入顾问所在部门，并在 客户联系 → 权限配置 里给他们客户联系权限。',
  'visible-range.failed': '没有读到可见范围里的成员。先完成上面两步。',
  'visible-range.count': '看得到 {count} 位可以联系客户的成员',
  'directory.title': '通讯录',
  'directory.todo':
    '没有读到部门。在应用的可见范围里加入至少一个部门；需要完整的部门名称时，在 管理工具 → 通讯录同步 开启 API，把 Secret 填进 WECOM_DIRECTORY_SECRET。',
  'directory.failed': '企业微信没有给出部门。核对通讯录同步的 Secret 和可信 IP。',
  'directory.count': '读到 {count} 个部门',
  'callback.title': '接收事件服务器',
  'callback.todo':
    '客户联系 → 客户 → API → 接收事件服务器，填下面的 URL，以及环境变量里的 Token 与 EncodingAESKey。保存成功后，在企业微信里给任一客户改个备注，这里就会打勾。',
  'callback.failed': '收到的通知无法解开。核对 Token 与 EncodingAESKey 是否一致。',
  'callback.count': '已收到 {count} 条通知',
  'callback.url': '回调 URL',
  'jssdk.title': '页面签名',
  'jssdk.todo': '还没有拿到签名票据。先完成“自建应用与 Secret”。',
  'jssdk.failed': '企业微信没有给出签名票据。核对 Secret 与可信 IP。',
  'trusted-domain.title': '可信域名与校验文件',
  'trusted-domain.todo':
    '应用页 → 网页授权及 JS-SDK → 可信域名，填下面的域名，下载 WW_verify_….txt，把文件名填进 WECOM_DOMAIN_PROOF 后重启服务，再点“校验”。浏览器扫码登录还需要在“企业微信授权登录 → Web 网页”里填同一个域名。',
  'trusted-domain.failed': '校验文件不可用。核对 WECOM_DOMAIN_PROOF 与下载的文件名一致。',
  'trusted-domain.domain': '域名',
  'chat-toolbar.title': '聊天工具栏',
  'chat-toolbar.todo':
    '客户联系 → 聊天工具 → 聊天工具栏管理 → 配置应用页面，选择本应用，页面地址填下面的 URL，并同时开启单聊和群聊。任何一位顾问打开过一次后会打勾。',
  'chat-toolbar.failed': '侧边栏没有打开成功。核对页面地址与可信域名。',
  'chat-toolbar.count': '已有 {count} 次打开',
  'chat-toolbar.url': '页面地址',
  'why.title': '为什么有的客户聊天里没有工具栏',
  'why.1': '企业微信用户（名字后面有 @公司名）之间的聊天，部分版本不显示工具栏。',
  'why.2': '顾问不在应用可见范围内，或没有客户联系权限。',
  'why.3': '客户已删除顾问，或这是内部同事、内部群。',
  'why.4': '企业微信版本太旧：电脑端需要 4.1 以上，手机端需要较新的版本。',
  'why.5': '刚刚配置完：退出聊天窗口再进入，最多等几分钟。',
} as const

export const en: Record<keyof typeof zh, string> = {
  title: 'Connection',
  progress: '{done} of {total} steps work',
  again: 'Check again',
  checking: 'Asking WeCom about every step',
  intro:
    'Do these in the WeCom admin site, in this order. Each step is tried for real and ticked when it works.',
  'done.title': 'Everything is connected',
  'done.text': 'Sync, callbacks and the chat sidebar are ready.',
  'state.ok': 'Works',
  'state.todo': 'To do',
  'state.failed': 'Refused',
  code: 'WeCom code {code}',
  copy: 'Copy',
  copied: 'Copied',
  'copy.failed': 'Could not copy; select and copy it by hand',
  'agent-secret.title': 'Self-built app and its secret',
  'agent-secret.todo':
    'App management (应用管理) → Self-built (自建) → Create an app. Put AgentId and Secret into WECOM_AGENT_ID and WECOM_AGENT_SECRET, then restart the service.',
  'agent-secret.failed':
    'The secret is wrong or was reset, or this server’s IP is not among the trusted IPs (企业可信IP). Compare the secret on the app’s page and add the outgoing IP at the bottom of that page.',
  'callable-app.title': 'App allowed to call the API',
  'callable-app.todo':
    'Customer contact (客户联系) → Customers (客户) → API → Apps allowed to call (可调用接口的应用): tick this app.',
  'callable-app.failed':
    'The app is not among those allowed to call (48002). It works about a minute after ticking.',
  'visible-range.title': 'Visible range',
  'visible-range.todo':
    'The app may call, but nobody in its range may contact customers. Add the advisors’ departments to the visible range (可见范围) and give them the right under Customer contact → Permissions (权限配置).',
  'visible-range.failed': 'The members in range could not be read. Finish the two steps above first.',
  'visible-range.count': '{count:member|members} who may contact customers',
  'directory.title': 'Directory',
  'directory.todo':
    'No departments were read. Put at least one into the visible range; for complete department names switch on Directory sync (通讯录同步) and put its secret into WECOM_DIRECTORY_SECRET.',
  'directory.failed': 'WeCom gave no departments. Check the directory secret and the trusted IPs.',
  'directory.count': '{count:department|departments}',
  'callback.title': 'Event receiver',
  'callback.todo':
    'Customer contact → Customers → API → Event receiver (接收事件服务器): enter the URL below with the Token and EncodingAESKey of the settings. Then change a customer’s remark in WeCom and this step is ticked.',
  'callback.failed': 'Notices arrive but cannot be opened. Compare Token and EncodingAESKey.',
  'callback.count': '{count:notice|notices} received',
  'callback.url': 'Callback URL',
  'jssdk.title': 'Page signature',
  'jssdk.todo': 'No signing ticket yet. Finish the first step.',
  'jssdk.failed': 'WeCom gave no signing ticket. Check the secret and the trusted IPs.',
  'trusted-domain.title': 'Trusted domain and its file',
  'trusted-domain.todo':
    'App page → Web authorisation and JS-SDK (网页授权及JS-SDK) → Trusted domain: enter the domain below, download WW_verify_….txt, put its name into WECOM_DOMAIN_PROOF, restart, then press Verify. For signing in with a browser enter the same domain under WeCom web login (企业微信授权登录).',
  'trusted-domain.failed':
    'The proof file does not work. WECOM_DOMAIN_PROOF must be the name of the downloaded file.',
  'trusted-domain.domain': 'Domain',
  'chat-toolbar.title': 'Chat toolbar',
  'chat-toolbar.todo':
    'Customer contact → Chat tools (聊天工具) → Chat toolbar (聊天工具栏管理) → App page: choose this app, enter the address below, for single and group chats. Ticked once any advisor has opened it.',
  'chat-toolbar.failed': 'The sidebar did not open. Check the address and the trusted domain.',
  'chat-toolbar.count': 'Opened {count:time|times}',
  'chat-toolbar.url': 'Page address',
  'why.title': 'Why some customer chats show no toolbar',
  'why.1': 'Chats with WeCom users (their name ends in @company) show none in some versions.',
  'why.2': 'The advisor is outside the app’s visible range, or may not contact customers.',
  'why.3': 'The customer removed the advisor, or it is a colleague or an internal group.',
  'why.4': 'An old WeCom: computers need 4.1, phones a recent version.',
  'why.5': 'Just configured: leave the chat and come back; it may take a few minutes.',
}

export const setup = createTexts(zh, en)
