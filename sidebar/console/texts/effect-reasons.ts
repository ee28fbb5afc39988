import { createTexts } from '../../ui/i18n.ts'
import { isKnown } from './known.ts'

// Why WeCom did not take a write, and what to do: official meanings in plain words, one line for each code.
export const zh = {
  'reason.too-late': '超过了 20 秒：企业微信的欢迎语码已经失效。不用处理，顾问可以自己问候。',
  'reason.no-code': '找不到这次添加的欢迎语码，没有发出。不用处理。',
  'reason.switched-off': '欢迎语在发送前被关闭，没有发出。',
  'reason.no-answer':
    '写出去之后断开了，企业微信也无法查询结果。请到企业微信里看一眼，再决定重试或不再处理。',
  'reason.held': '恢复备份时它还没写完，之后可能已经写过。请到企业微信里看一眼，再决定重试或不再处理。',
  'reason.own-fault': '留客自己出错了，原因在服务日志里。请联系管理员，修好后再试。',
  'reason.no-handler': '当前版本的留客不会做这件事。请升级后再试。',
  'reason.no-receiver': '收件人都已离职，没有发出。',
  'reason.nobody-behind-code': '码或链接背后没有人能接待：都已离职或没有客户联系功能。请换人后再试。',
  'reason.stale': '消息已经过时，没有再发。',
  'code.-1': '企业微信繁忙，留客会自己再试。',
  'code.40001': '应用的 secret 不对或已重置。请管理员在「接入」里更新。',
  'code.40003': '企业微信不认识这位成员，多为已离职或已改账号。',
  'code.40014': '访问凭证失效，留客会自己换新的。再试一次即可。',
  'code.40056': '应用编号不对。请管理员检查 WECOM_AGENT_ID。',
  'code.40068': '标签已被删除。请同步标签后重新打。',
  'code.40071': '企业微信里已经有同名的标签。请换一个名字。',
  'code.40072': '企业微信不接受这个长度的标签名。请改短。',
  'code.40096': '客户编号无效，或客户不在应用的可见范围内。',
  'code.40097': '原成员还没有离职，不能按离职继承。',
  'code.40098': '成员没有实名认证。请成员先认证。',
  'code.40099': '接手成员的客户数已达上限。请换一位接手。',
  'code.40100': '客户正在转接中。等这次有结果再说。',
  'code.40126': '企业的标签数已达上限。',
  'code.40128': '这位客户 90 天内已转接两次，现在不能再转。',
  'code.40129': '客户正在转接中。等这次有结果再说。',
  'code.40130': '原成员和接手成员是同一个人。',
  'code.40131': '原成员不是这位客户的跟进人。',
  'code.40143': '接手成员被限制使用。请换一位接手。',
  'code.40201': '内容被反垃圾拦下。请改文字后再试。',
  'code.40205': '成员一年没有登录过微信。请成员先登录。',
  'code.41048': '没有可以发送的客户。',
  'code.41050': '欢迎语码无效，或超过了 20 秒。不用处理。',
  'code.41051': '已经开始聊天，或别的应用已发过欢迎语。不用处理。',
  'code.41096': '别的应用正在发欢迎语，留客会再试一次。',
  'code.43012': '应用要先设置回调地址。',
  'code.45002': '消息太长。请缩短后再试。',
  'code.45009': '调用次数到了企业微信的上限，窗口过去后会自己再试。',
  'code.45033': '并发太多，留客会放慢再试。',
  'code.48002': '应用没有这个接口的权限。请管理员把应用加入「可调用接口的应用」。',
  'code.48006': '长期没用，权限被收回。请管理员重新授权。',
  'code.50002': '成员不在应用的可见范围内。请管理员调整可见范围。',
  'code.50003': '应用被停用。请管理员重新启用。',
  'code.60011': '成员、部门或标签不在应用的权限内。请管理员调整可见范围。',
  'code.60020': '服务器地址不在应用的可信 IP 里。请管理员添加。',
  'code.60021': '成员不在应用的可见范围内。请管理员调整可见范围。',
  'code.60111': '成员不存在：已离职、已删除或不在范围内。',
  'code.81013': '收件人都无效或不在应用的可见范围内。',
  'code.84061': '成员和客户已不是好友。不用再试。',
  'code.84074': '成员没有客户联系功能。请管理员开通。',
  'code.90500': '群主还没有离职。',
  'code.90501': '不是客户群。',
  'code.90503': '群里微信成员已满 99 人，只能在客户端转让。',
  'code.301002': '凭证属于别的应用。请管理员检查应用编号与 secret。',
  'item.unreachable': '不在应用的可见范围内，或已离职',
} as const

export const en: Record<keyof typeof zh, string> = {
  'reason.too-late':
    "Past twenty seconds, WeCom's welcome code is dead. Nothing to do; the advisor can say hello.",
  'reason.no-code': 'The welcome code of this contact is gone, so nothing was sent. Nothing to do.',
  'reason.switched-off': 'The welcome was switched off before it was sent.',
  'reason.no-answer':
    'The line broke after sending, and WeCom cannot be asked. Look in WeCom, then try again or leave it.',
  'reason.held':
    'It was open in the backup that was restored and may have happened since. Look in WeCom, then try again or leave it.',
  'reason.own-fault': 'Liuke itself failed; its log says why. Try again when an administrator has fixed it.',
  'reason.no-handler': 'This version of Liuke cannot do it. Update, then try again.',
  'reason.no-receiver': 'All receivers have left, so nothing was sent.',
  'reason.nobody-behind-code':
    'Nobody behind the code or link can serve: all have left or lack the function. Put others behind it, then try again.',
  'reason.stale': 'The message was out of date and was not sent any more.',
  'code.-1': 'WeCom is busy; Liuke tries again by itself.',
  'code.40001': 'The secret of the app is wrong or was reset. An administrator must renew it under Set-up.',
  'code.40003': 'WeCom does not know this member: left, or renamed.',
  'code.40014': 'The access token had expired; Liuke renews it. Try once more.',
  'code.40056': 'The app id is wrong. An administrator should check WECOM_AGENT_ID.',
  'code.40068': 'The tag was deleted. Sync the tags and pick again.',
  'code.40071': 'WeCom has a tag of this name already. Choose another name.',
  'code.40072': 'WeCom does not take a tag name of this length. Make it shorter.',
  'code.40096': "The contact's id is not valid here, or nobody in the app's range follows the contact.",
  'code.40097': 'The member has not resigned, so this is no hand-over of a leaver.',
  'code.40098': 'The member is not real-name verified and must do that first.',
  'code.40099': 'The new advisor has as many customers as WeCom allows. Choose somebody else.',
  'code.40100': 'The customer is being transferred. Wait for that outcome.',
  'code.40126': 'The company has as many tags as WeCom allows.',
  'code.40128': 'Transferred twice within 90 days: not possible now.',
  'code.40129': 'The customer is being transferred. Wait for that outcome.',
  'code.40130': 'Giver and taker are the same person.',
  'code.40131': 'The giver does not follow this customer.',
  'code.40143': 'The taker is banned. Choose somebody else.',
  'code.40201': "WeCom's anti-spam refused the text. Change it, then try again.",
  'code.40205': 'The member has not logged in to WeChat for a year and must do that first.',
  'code.41048': 'There is no customer to send to.',
  'code.41050': 'The welcome code is not valid, or older than twenty seconds. Nothing to do.',
  'code.41051': 'They are talking already, or another app sent a welcome. Nothing to do.',
  'code.41096': 'Another app is sending its welcome; Liuke tries once more.',
  'code.43012': 'The app needs a callback address first.',
  'code.45002': 'The message is too long. Shorten it, then try again.',
  'code.45009': "WeCom's limit of calls is reached; it is tried again when the window has passed.",
  'code.45033': 'Too many calls at once; Liuke slows down and tries again.',
  'code.48002': 'The app has no right to this API. An administrator must add it to the callable apps.',
  'code.48006': 'The right was withdrawn after long disuse. An administrator must grant it again.',
  'code.50002': "The member is outside the app's visible range. An administrator can widen it.",
  'code.50003': 'The app is disabled. An administrator must enable it.',
  'code.60011':
    "Member, department or tag is outside the app's rights. An administrator can widen its range.",
  'code.60020':
    "The server's address is not among the app's trusted addresses. An administrator must add it.",
  'code.60021': "The member is outside the app's visible range. An administrator can widen it.",
  'code.60111': 'The member does not exist: left, deleted or out of range.',
  'code.81013': "No receiver is valid and inside the app's visible range.",
  'code.84061': 'Member and customer are no longer friends. Trying again does not help.',
  'code.84074': 'The member has no customer-contact function. An administrator can enable it.',
  'code.90500': 'The group owner has not resigned.',
  'code.90501': 'This is no customer group.',
  'code.90503': 'The group has 99 WeChat members and can be transferred only in the client.',
  'code.301002': 'The token belongs to another app. An administrator should check app id and secret.',
  'item.unreachable': "outside the app's visible range, or left",
}

export const effectReasons = createTexts(zh, en)

/** What happened and what to do, in words; null when we have none but WeCom's own. */
export function reasonText({
  reason,
  errorCode,
}: {
  reason: string | null
  errorCode: number | null
}): string | null {
  const key = reason !== null ? `reason.${reason}` : errorCode !== null ? `code.${errorCode}` : ''
  return isKnown(zh, key) ? (effectReasons as (key: string) => string)(key) : null
}
