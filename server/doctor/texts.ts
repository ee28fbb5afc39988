import type { outcomes, CheckName } from '../features/setup/checks/finding.ts'

type Key = { [C in CheckName]: `${C}.${(typeof outcomes)[C][number]}` }[CheckName]
interface Text {
  en: string
  zh: string
}

/** One sentence for each outcome: what is so, and what to do. {name} stands for what the check found. */
export const texts: Record<Key, Text> = {
  'origin.ok': { en: 'People open {origin}', zh: '入口地址 {origin}' },
  'origin.not-https': {
    en: 'LIUKE_ORIGIN is {origin}: WeCom opens only https. Put a reverse proxy with a certificate before the service and set LIUKE_ORIGIN to its https address',
    zh: 'LIUKE_ORIGIN 是 {origin}：企业微信只打开 https。请在服务前放一个带证书的反向代理，并把 LIUKE_ORIGIN 改成它的 https 地址',
  },
  'database.ok': { en: 'The database answers ({dialect})', zh: '数据库有应答（{dialect}）' },
  'database.missing': {
    en: 'There is no database at {path} yet: npm start makes it. If there should be one, correct DATABASE_URL',
    zh: '{path} 还没有数据库：npm start 会创建它；如果本应存在，请修正 DATABASE_URL',
  },
  'database.unreachable': {
    en: 'The database does not answer ({why}): start it, or correct DATABASE_URL',
    zh: '数据库没有应答（{why}）：请启动数据库，或修正 DATABASE_URL',
  },
  'database.damaged': {
    en: 'The database file is damaged ({why}): stop the service and bring back the last backup, npm run restore -- FILE (docs/backup.md)',
    zh: '数据库文件已损坏（{why}）：请停止服务，用 npm run restore -- 文件 恢复最近的备份（见 docs/backup.md）',
  },
  'migrations.ok': { en: 'All migrations are applied', zh: '数据库结构是最新的' },
  'migrations.pending': {
    en: '{count} migrations are not applied: the next start of the service applies them',
    zh: '有 {count} 个结构变更未执行：下次启动服务时会自动执行',
  },
  'migrations.untested': { en: 'Not tested: no database', zh: '没有数据库，未检查' },
  'clock.ok': { en: 'The clock agrees with WeCom’s', zh: '时钟与企业微信一致' },
  'clock.off': {
    en: 'The clock is {seconds} s away from WeCom’s: set the machine’s time by NTP (timedatectl set-ntp true)',
    zh: '时钟与企业微信相差 {seconds} 秒：请用 NTP 校准机器时间（timedatectl set-ntp true）',
  },
  'clock.unknown': {
    en: 'WeCom’s time is unknown: it gave no answer',
    zh: '无法比对时钟：企业微信没有应答',
  },
  'agent-secret.ok': { en: 'WeCom takes the secret of app {agentId}', zh: '应用 {agentId} 的 Secret 有效' },
  'agent-secret.refused': {
    en: 'WeCom refuses the secret ({errcode}): copy 企业ID from 我的企业 → 企业信息 and Secret from 应用管理 → the app again, into WECOM_CORP_ID and WECOM_AGENT_SECRET (a further corp: npm run corp -- rotate --secret)',
    zh: '企业微信拒绝了 Secret（{errcode}）：请从「我的企业 → 企业信息」重新复制企业ID、从「应用管理 → 应用」重新复制 Secret，填入 WECOM_CORP_ID 和 WECOM_AGENT_SECRET（其他企业用 npm run corp -- rotate --secret）',
  },
  'agent-secret.agent-id': {
    en: 'WeCom takes the secret but not the app {agentId} ({errcode}): AgentId and Secret must be of the same self-built app, and the app must be enabled',
    zh: 'Secret 有效，但应用 {agentId} 不可用（{errcode}）：AgentId 与 Secret 必须属于同一个自建应用，且应用已启用',
  },
  'agent-secret.no-answer': {
    en: 'No answer from {base} ({why}): let this server reach it over https, check firewall, proxy and DNS',
    zh: '{base} 没有应答（{why}）：请放行本机到它的 https 访问，检查防火墙、代理和 DNS',
  },
  'trusted-ip.ok': { en: 'WeCom takes calls from this server’s address', zh: '本机出口 IP 已被信任' },
  'trusted-ip.refused': {
    en: 'WeCom refuses this server’s address {ip} (60020): add it in 应用管理 → the app → 企业可信IP, and wait a minute',
    zh: '企业微信拒绝本机出口 IP {ip}（60020）：请在「应用管理 → 应用 → 企业可信IP」里添加它，一分钟后生效',
  },
  'trusted-ip.unknown': { en: 'Not known until the secret works', zh: 'Secret 有效后才能检查' },
  'callable-app.ok': { en: 'The app may read customers', zh: '应用可以调用客户联系接口' },
  'callable-app.refused': {
    en: 'The app may not read customers ({errcode}): 客户联系 → API → 可调用接口的应用: add the app',
    zh: '应用不能调用客户联系接口（{errcode}）：请在「客户联系 → API → 可调用接口的应用」里勾选本应用',
  },
  'callable-app.unknown': {
    en: 'Not known until secret and address work',
    zh: 'Secret 和可信 IP 有效后才能检查',
  },
  'visible-range.ok': {
    en: '{count} members with the customer function are in range',
    zh: '可见范围内有 {count} 位配置了客户联系的成员',
  },
  'visible-range.nobody': {
    en: 'The app sees nobody who follows customers: add them in 应用管理 → the app → 可见范围, and in 客户联系 → 权限配置',
    zh: '应用看不到任何跟进客户的成员：请在「应用管理 → 应用 → 可见范围」和「客户联系 → 权限配置」里加入他们',
  },
  'visible-range.refused': {
    en: 'WeCom does not list the members ({errcode}): add the app to 可调用接口的应用 first',
    zh: '企业微信不给出成员列表（{errcode}）：请先把应用加入「可调用接口的应用」',
  },
  'visible-range.unknown': {
    en: 'Not known until secret and address work',
    zh: 'Secret 和可信 IP 有效后才能检查',
  },
  'directory.ok': { en: '{count} departments are readable', zh: '读到 {count} 个部门' },
  'directory.no-secret': {
    en: '{count} departments are readable by the app alone; for complete names switch on 管理工具 → 通讯录同步 and set WECOM_DIRECTORY_SECRET (optional)',
    zh: '仅凭应用读到 {count} 个部门；需要完整名称时请开启「管理工具 → 通讯录同步」并设置 WECOM_DIRECTORY_SECRET（可选）',
  },
  'directory.nobody': {
    en: 'No department is readable: put at least one into the app’s 可见范围',
    zh: '没有读到部门：请在应用的可见范围里加入至少一个部门',
  },
  'directory.refused': {
    en: 'WeCom does not open the directory ({errcode}): copy the Secret of 管理工具 → 通讯录同步 again, and add this server’s address to its 企业可信IP',
    zh: '企业微信拒绝读取通讯录（{errcode}）：请重新复制「管理工具 → 通讯录同步」的 Secret，并把本机 IP 加入它的企业可信IP',
  },
  'directory.unknown': { en: 'Not known: WeCom gave no answer', zh: '企业微信没有应答，无法检查' },
  'jssdk.ok': {
    en: 'Both JS-SDK tickets came, and signatures are right',
    zh: 'JS-SDK 两种票据可用，签名正确',
  },
  'jssdk.same-ticket': {
    en: 'The two JS-SDK tickets are the same, or a signature is wrong: report this, it is a fault of the program',
    zh: '两种 JS-SDK 票据相同或签名不对：这是程序错误，请反馈',
  },
  'jssdk.refused': {
    en: 'WeCom gives no JS-SDK ticket ({errcode}): enable the app and check AgentId',
    zh: '企业微信不给 JS-SDK 票据（{errcode}）：请启用应用并核对 AgentId',
  },
  'jssdk.unknown': { en: 'Not known until the secret works', zh: 'Secret 有效后才能检查' },
  'callback.ok': { en: 'A test event came round through {url}', zh: '测试事件经 {url} 往返成功' },
  'callback.unreachable': {
    en: 'Nobody answers at {url} ({why}): check DNS, certificate and the reverse proxy to the service',
    zh: '{url} 无人应答（{why}）：请检查 DNS、证书，以及反向代理到本服务的转发',
  },
  'callback.not-running': {
    en: 'Not tested: no service runs here ({why}). Start it and run the doctor again',
    zh: '未测试：服务没有运行（{why}）。请启动服务后再运行 doctor',
  },
  'callback.keys': {
    en: '{url} answers 401: the service there has another Token, EncodingAESKey or corp. Restart it with these settings',
    zh: '{url} 应答 401：那里的服务使用了不同的 Token、EncodingAESKey 或企业。请用当前设置重启它',
  },
  'callback.not-ours': {
    en: '{url} answers {status}, but not as Liuke does: forward the path /wecom/ with its query unchanged to the service',
    zh: '{url} 应答 {status}，但不是留客的应答：请把 /wecom/ 路径连同参数原样转发到本服务',
  },
  'callback.not-stored': {
    en: '{url} took the test event ({status}), but it is not in this database: both must use the same DATABASE_URL, and the disk must have room',
    zh: '{url} 收到测试事件（{status}），但本数据库里没有：两边的 DATABASE_URL 必须相同，且磁盘有空间',
  },
  'callback.untested': {
    en: '{url} took the test event; without a database here it cannot be looked up',
    zh: '{url} 收到了测试事件；本机没有数据库，无法核对',
  },
  'trusted-domain.ok': { en: '{url} proves the domain', zh: '{url} 可以证明域名归属' },
  'trusted-domain.no-file': {
    en: 'No proof file is set for {domain}: 应用管理 → the app → 网页授权及JS-SDK names it; set WECOM_DOMAIN_PROOF=WW_verify_….txt (not needed when the web server serves it)',
    zh: '没有设置 {domain} 的校验文件：「应用管理 → 应用 → 网页授权及JS-SDK」会给出文件名，请设置 WECOM_DOMAIN_PROOF=WW_verify_….txt（网站自己提供该文件时不需要）',
  },
  'trusted-domain.unreachable': {
    en: 'Nobody answers at {url} ({why}): check DNS, certificate and reverse proxy',
    zh: '{url} 无人应答（{why}）：请检查 DNS、证书和反向代理',
  },
  'trusted-domain.not-running': {
    en: 'Not tested: no service runs here ({why})',
    zh: '未测试：服务没有运行（{why}）',
  },
  'trusted-domain.wrong-content': {
    en: '{url} answers {status} with something else: forward /WW_verify_… to the service and restart it with WECOM_DOMAIN_PROOF',
    zh: '{url} 应答 {status} 且内容不对：请把 /WW_verify_… 转发到本服务，并用 WECOM_DOMAIN_PROOF 重启',
  },
  'queue.ok': { en: 'A worker lives and nothing waits too long', zh: '后台任务正常' },
  'queue.no-worker': {
    en: 'No worker has said in the last minute that it lives: start the service (LIUKE_ROLE all or worker)',
    zh: '最近一分钟没有后台进程报到：请启动服务（LIUKE_ROLE 为 all 或 worker）',
  },
  'queue.late': {
    en: 'The oldest job has waited {minutes} min: look into the worker’s log, or add workers',
    zh: '最早的任务已等待 {minutes} 分钟：请查看后台日志，或增加 worker',
  },
  'queue.failed': {
    en: '{count} jobs have failed for good: the log has their reasons',
    zh: '有 {count} 个任务最终失败：原因见日志',
  },
  'queue.parked': {
    en: '{count} events are set aside: console → 同步 → 事件, play them again',
    zh: '有 {count} 个事件被搁置：请到控制台「同步 → 事件」重放',
  },
  'queue.untested': { en: 'Not tested: no database', zh: '没有数据库，未检查' },
  'sync.ok': {
    en: 'The last whole sync ended {hours} h ago, complete',
    zh: '最近一次完整同步在 {hours} 小时前完成',
  },
  'sync.never': { en: 'Nothing is synced yet: npm run sync', zh: '还没有同步过：npm run sync' },
  'sync.not-done': {
    en: 'The last whole sync ended {hours} h ago as {state}: {why} Put the problems above right, then npm run sync',
    zh: '最近一次完整同步在 {hours} 小时前以 {state} 结束：{why} 请先处理上面的问题，再运行 npm run sync',
  },
  'sync.untested': { en: 'Not tested: no database', zh: '没有数据库，未检查' },
}

export const labels: Record<CheckName, Text> = {
  origin: { en: 'Address', zh: '入口地址' },
  database: { en: 'Database', zh: '数据库' },
  migrations: { en: 'Migrations', zh: '数据库结构' },
  clock: { en: 'Clock', zh: '时钟' },
  'agent-secret': { en: 'App secret', zh: '应用 Secret' },
  'trusted-ip': { en: 'Trusted IP', zh: '可信 IP' },
  'callable-app': { en: 'Callable app', zh: '可调用接口' },
  'visible-range': { en: 'Visible range', zh: '可见范围' },
  directory: { en: 'Directory', zh: '通讯录' },
  jssdk: { en: 'JS-SDK', zh: 'JS-SDK' },
  callback: { en: 'Callback', zh: '回调' },
  'trusted-domain': { en: 'Trusted domain', zh: '可信域名' },
  queue: { en: 'Queue', zh: '后台任务' },
  sync: { en: 'Sync', zh: '同步' },
}

export const states: Record<'ok' | 'warning' | 'problem', Text> = {
  ok: { en: 'ok', zh: '正常' },
  warning: { en: 'warning', zh: '注意' },
  problem: { en: 'PROBLEM', zh: '问题' },
}
