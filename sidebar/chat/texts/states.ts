// The panel as a whole: signing in, no place, refusals, what could not be read, banners.

const zh = {
  'slow.showing': '网络慢，先显示 {time} 的内容',
  'slow.starting': '企业微信还没有回应，仍在等待',
  'problem.title': '没有读出来',
  'signed-out.title': '没有登录成功',
  'signed-out.text': '已经自动登录两次，还是没有成功。请检查电脑时间是否正确，或关闭侧边栏后重新打开。',
  'signed-out.again': '重新登录',
  'outside.title': '请在企业微信里打开',
  'outside.text': '这个页面要知道您正在和哪位客户聊天。请在企业微信的聊天窗口右侧打开「客户画像」。',
  'outside.copy': '复制打开方法',
  'outside.how-to':
    '1. 打开企业微信，进入任意客户的聊天窗口。\n2. 点聊天窗口右上角的侧边栏图标。\n3. 选「客户画像」。看不到时，请管理员把应用加到聊天工具栏，并把您加入可见范围。',
  'nobody.title': '这里还没有客户',
  'nobody.text': '当前聊天的对方不是企业的客户。打开任意客户或客户群的会话，资料会自动出现。',
  'refused.no-permission.title': '没有使用权限',
  'refused.no-permission.text':
    '企业微信拒绝了这个应用。请管理员检查三处：您在应用的可见范围内，您有客户联系权限，应用在「可调用接口的应用」里。',
  'refused.bad-signature.title': '签名没有通过',
  'refused.bad-signature.text':
    '企业微信没有认出这个页面。请重试；仍然不行时，请管理员核对应用的 Secret 和可信域名。',
  'refused.untrusted-page.title': '页面不在可信域名里',
  'refused.untrusted-page.text': '请管理员在企业微信后台把本系统的域名加为应用的可信域名，端口也要一致。',
  'refused.too-old.title': '企业微信版本太旧',
  'refused.too-old.text': '这个版本的企业微信不支持侧边栏需要的功能。请升级到 4.1 或更新的版本。',
  'refused.silent.title': '企业微信没有回应',
  'refused.silent.text': '等了很久，企业微信都没有告诉我们正在和谁聊天。请重试，或关闭侧边栏后重新打开。',
  'refused.refused.title': '企业微信拒绝了请求',
  'refused.refused.text': '没有读到当前聊天。请重试；再次出现时请把下面的文字发给管理员。',
  'missing.again': '再看一次',
  'missing.not-yours.title': '您没有该客户的权限',
  'missing.not-yours.text': '这位客户由其他同事跟进。需要协作时，请对方或店长把您加为协作人。',
  'missing.not-a-contact.title': '这里还没有客户',
  'missing.not-a-contact.text': '当前聊天的对方不是企业的客户。打开任意客户的会话，资料会自动出现。',
  'missing.unknown.title': '资料还在路上',
  'missing.unknown.text': '这位客户还没有从企业微信同步过来，通常几秒钟就好。',

  'banner.left': '客户在 {day} 删除了您，消息可能发不出去',
  'banner.lost': '客户已在 {day} 流失，资料只供查看',
  'banner.ended': '您的跟进已在 {day} 结束，资料只供查看',
  'banner.not-mine': '您没有添加这位客户，只能查看',
  'banner.first-sync': '首次同步正在进行，资料可能不全',
} as const

const en: Record<keyof typeof zh, string> = {
  'slow.showing': 'Slow network; showing {time}',
  'slow.starting': 'WeCom has not answered yet, still waiting',
  'problem.title': 'Could not be read',
  'signed-out.title': 'Sign-in did not work',
  'signed-out.text':
    'We tried twice. Check that the clock of this computer is right, or close the sidebar and open it again.',
  'signed-out.again': 'Sign in again',
  'outside.title': 'Please open this in WeCom',
  'outside.text': 'This page has to know whom you are chatting with. Open “Customer” beside a chat in WeCom.',
  'outside.copy': 'Copy how to open',
  'outside.how-to':
    '1. In WeCom, open the chat with any customer.\n2. Click the sidebar icon at the top right of the chat.\n3. Choose “Customer”. If it is missing, ask an administrator to add the app to the chat toolbar and you to its visible range.',
  'nobody.title': 'No customer here',
  'nobody.text':
    'This chat is not with a customer. Open the chat of a customer or customer group and it appears.',
  'refused.no-permission.title': 'No permission',
  'refused.no-permission.text':
    'WeCom refused this app. Ask an administrator to check: you are in its visible range, you have customer contact rights, and the app may call that interface.',
  'refused.bad-signature.title': 'Signature not accepted',
  'refused.bad-signature.text':
    'WeCom did not recognise this page. Retry; if that fails, ask an administrator to check the app secret and trusted domain.',
  'refused.untrusted-page.title': 'Not a trusted domain',
  'refused.untrusted-page.text':
    'Ask an administrator to add this domain, with its port, to the trusted domains of the app.',
  'refused.too-old.title': 'WeCom is too old',
  'refused.too-old.text':
    'This version of WeCom lacks what the sidebar needs. Please update to 4.1 or newer.',
  'refused.silent.title': 'WeCom does not answer',
  'refused.silent.text':
    'WeCom has not told us whom you are chatting with. Retry, or close the sidebar and open it again.',
  'refused.refused.title': 'WeCom refused',
  'refused.refused.text':
    'The current chat could not be read. Retry; if it happens again, send the text below.',
  'missing.again': 'Look again',
  'missing.not-yours.title': 'Not your customer',
  'missing.not-yours.text':
    'A colleague looks after this customer. Ask them or the store manager to add you.',
  'missing.not-a-contact.title': 'No customer here',
  'missing.not-a-contact.text': 'This chat is not with a customer of the company.',
  'missing.unknown.title': 'On its way',
  'missing.unknown.text': 'This customer has not come over from WeCom yet; it usually takes a few seconds.',

  'banner.left': 'Customer deleted you on {day}; messages may fail',
  'banner.lost': 'Customer lost on {day}; read only',
  'banner.ended': 'Your contact ended on {day}; read only',
  'banner.not-mine': 'You have not added this customer; read only',
  'banner.first-sync': 'First sync is running; not complete yet',
}

export const statesCatalogues = { zh, en }
