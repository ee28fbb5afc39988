// Failing answers: HTTP 200, an errcode, and an errmsg with the hint tail that real answers carry.

const TEXTS: Record<number, string> = {
  [-1]: 'system error',
  40001: 'invalid credential',
  40003: 'invalid userid',
  40004: 'invalid media type',
  40005: 'invalid type value',
  40006: 'invalid media size',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40031: 'invalid userid list',
  40035: 'invalid parameter',
  40050: 'chatid not exist',
  40056: 'invalid agentid',
  40058: 'invalid args, array size exceed limit',
  40063: 'some parameters are empty',
  40068: 'invalid tagid',
  40071: 'invalid tag name',
  40072: 'invalid tag name length',
  40091: 'provider_secret is invalid',
  40093: 'invalid jsapi signature',
  40096: 'invalid external userid',
  40097: 'user is not resigned',
  40098: 'user is not real-name verified',
  40099: 'external contact count of user reach limit',
  40128: 'transfer limit in 90 days exceeded',
  40129: 'customer is being transferred',
  40130: 'handover user equals takeover user',
  40131: 'handover user is not the follower',
  40143: 'takeover user is banned',
  40205: 'wechat ticket of user expired',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'corpsecret missing',
  41008: 'code missing',
  41009: 'userid missing',
  41011: 'agentid missing',
  41035: 'missing external userid',
  41037: 'missing contact way type',
  41038: 'missing contact way scene',
  41039: 'invalid contact way type',
  41040: 'invalid contact way scene',
  41041: 'too many users of contact way',
  41042: 'invalid contact way style',
  41043: 'missing contact way config id',
  41044: 'invalid contact way config id',
  41045: 'contact way count over limit',
  41046: 'missing groupmsg id',
  41047: 'invalid groupmsg id',
  41048: 'no customer to send',
  41049: 'missing welcome code',
  41050: 'invalid welcome code',
  41051: 'conversation already started',
  41054: 'user is not activated or verified',
  41055: 'group welcome template count over limit',
  41058: 'group welcome template cannot be edited by this app',
  41059: 'missing moment id',
  41060: 'invalid moment id',
  41061: 'user is not a publisher of the moment',
  41062: 'moment not published by user',
  41063: 'groupmsg is being dispatched',
  41064: 'too many attachments',
  41065: 'invalid attachments msgtype',
  41067: 'invalid moment id type',
  41072: 'attachment was uploaded for another scene',
  41078: 'too many running moment tasks',
  41079: 'moment is being dispatched',
  41089: 'moment is empty',
  41090: 'invalid video',
  41091: 'too many chats of join way',
  41093: 'groupmsg is cancelled',
  41094: 'remind over frequency limit',
  41095: 'acquisition link count over limit',
  41096: 'welcome msg is being sent',
  42001: 'access_token expired',
  42003: 'code expired',
  42012: 'invalid jsapi_ticket',
  42022: 'code has been used',
  45001: 'media size out of limit',
  45002: 'message content size out of limit',
  45009: 'reach max api daily quota limit',
  45033: 'api concurrent out of limit',
  48002: 'api forbidden',
  48009: 'api forbidden for this secret',
  49008: 'chat is dismissed',
  50001: 'redirect_uri not in trusted domain',
  60003: 'department not found',
  60011: 'no privilege to access/modify contact/party/agent',
  60020: 'not allow to access from your ip',
  60111: 'userid not found',
  60123: 'invalid department id',
  81013: 'user & party & tag all invalid',
  81017: 'request count over limit',
  82001: 'no receiver',
  84014: 'user_ticket expired',
  84015: 'invalid user_ticket',
  84061: 'not external contact',
  84074: 'no privilege to external contact',
  90500: 'the owner of this chat is not resigned',
  90501: 'chat is not external group chat',
  90502: 'the owner of this chat has resigned',
  90503: 'the chat is full, transfer it in the client',
  90504: 'the owner of this chat is unchanged',
  90508: 'the chat has been transferred',
  301002: 'not allow operate another agent with this accesstoken',
}

export class WecomFailure extends Error {
  readonly errcode: number
  readonly extra: Record<string, unknown>

  constructor(errcode: number, options: { extra?: Record<string, unknown>; text?: string } = {}) {
    super(options.text ?? errorText(errcode))
    this.errcode = errcode
    this.extra = options.extra ?? {}
  }
}

export function errorText(errcode: number): string {
  return TEXTS[errcode] ?? 'request refused'
}

/** The whole failing answer. "System busy" comes without a tail, as in the published samples. */
export function failureBody(
  failure: WecomFailure,
  caller: { ip: string; hint: string },
): Record<string, unknown> {
  const { errcode, message, extra } = failure
  const tail = `, hint: [${caller.hint}], from ip: ${caller.ip}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`
  return { errcode, errmsg: errcode === -1 ? message : message + tail, ...extra }
}
