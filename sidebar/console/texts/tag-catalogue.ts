import { createTexts } from '../../ui/i18n.ts'
import { isKnown } from './known.ts'
import { reasonText } from './effect-reasons.ts'

// The company's own tags, as WeCom keeps them.
export const zh = {
  title: '企业标签',
  count: '{groups} 组，{tags} 个标签',
  lead: '这里的改动写到企业微信，全企业的成员都会看到。企业微信答复之后才算数；在它答复之前，下面显示的还是原来的样子。',
  'lead.own': '企业微信只允许应用修改自己创建的标签，在企业微信管理后台建的标签要在那里改。',
  new: '新建标签组',
  'new.tags': '加标签',
  'new.tags.of': '给「{name}」加标签',
  none: '企业微信里还没有企业标签。',
  'col.tag': '标签',
  'col.customers': '客户',
  'col.note': '人数是全企业的，含待交接的；点开只列出您能看到的客户。',
  rename: '改名',
  'rename.of': '给「{name}」改名',
  up: '上移「{name}」',
  down: '下移「{name}」',
  remove: '删除',
  'remove.of': '删除「{name}」',
  'remove.tag': '从 {customers} 位客户身上删除「{name}」？',
  'remove.group': '删除「{name}」组和它的 {tags} 个标签？',
  'remove.text':
    '企业微信会把它从 {customers} 位客户（{follows} 段跟进关系）身上拿掉，所有成员都看不到了。不能撤销，重建的同名标签是另一个标签。',
  'remove.nobody': '现在没有客户有它。删除后所有成员都看不到了，不能撤销。',
  'group.name': '组名',
  'tag.name': '名称',
  'tags.names': '标签名称，一行一个',
  'names.limit': '每个最多 {most} 个字，一次最多 {count} 个。',
  save: '提交给企业微信',
  asked: '已提交，等企业微信答复',
  'changes.title': '还没有完成的改动',
  'changes.more': '另有 {count} 条，见写入记录',
  'change.add': '在「{group}」里加：{tags}',
  'change.addGroup': '新建「{group}」：{tags}',
  'change.rename': '「{before}」改名为「{name}」',
  'change.order': '「{group}」里的标签换顺序',
  'change.orderGroups': '标签组换顺序',
  'change.remove': '删除「{name}」',
  'change.removeGroup': '删除「{name}」组',
  by: '{name} · {time}',
  repeat: '再试一次',
  dismiss: '不再处理',
  'refused.name-taken': '已经有「{name}」了，换一个名字。',
  'refused.being-removed': '它正在被删除，等企业微信答复之后再看。',
  'refused.changed-meanwhile': '刚刚有变化，已经重新读取，请再看一次。',
  'refused.given-by-rules': '规则「{rules}」会给客户打这个标签。请先在标签规则里换掉它，再来删除。',
  'code.40068': '企业微信里已经没有它了，同步后会从这里消失。',
  'code.60011': '它不是留客创建的，企业微信不让留客修改。请到企业微信管理后台改。',
  'code.48002': '它不是留客创建的，或应用没有这个接口的权限。请到企业微信管理后台改，或请管理员检查权限。',
} as const

export const en: Record<keyof typeof zh, string> = {
  title: 'Corp tags',
  count: '{groups:group|groups}, {tags:tag|tags}',
  lead: "Changes are written to WeCom, and every member sees them. They count from WeCom's answer on; until then the old state is shown.",
  'lead.own':
    "WeCom lets an app change only the tags it has made; those made in WeCom's admin console are changed there.",
  new: 'New group',
  'new.tags': 'Add tags',
  'new.tags.of': 'Add tags to “{name}”',
  none: 'WeCom has no corp tags yet.',
  'col.tag': 'Tag',
  'col.customers': 'Customers',
  'col.note':
    'Counted in the whole company, with those who wait for a hand-over; the list shows the customers you may see.',
  rename: 'Rename',
  'rename.of': 'Rename “{name}”',
  up: 'Move “{name}” up',
  down: 'Move “{name}” down',
  remove: 'Delete',
  'remove.of': 'Delete “{name}”',
  'remove.tag': 'Take “{name}” from {customers:customer|customers} and delete it?',
  'remove.group': 'Delete the group “{name}” with {tags:tag|tags}?',
  'remove.text':
    'WeCom takes it from {customers:customer|customers} ({follows:relation|relations}), and no member sees it any more. This cannot be undone: a new tag of that name is another tag.',
  'remove.nobody': 'No customer has it. No member sees it any more; this cannot be undone.',
  'group.name': 'Name of the group',
  'tag.name': 'Name',
  'tags.names': 'Names of the tags, one a line',
  'names.limit': 'At most {most} characters each, {count} at a time.',
  save: 'Send to WeCom',
  asked: "Sent; waiting for WeCom's answer",
  'changes.title': 'Changes under way',
  'changes.more': '{count} more under writes to WeCom',
  'change.add': 'Add to “{group}”: {tags}',
  'change.addGroup': 'New group “{group}”: {tags}',
  'change.rename': 'Rename “{before}” to “{name}”',
  'change.order': 'New order of the tags in “{group}”',
  'change.orderGroups': 'New order of the groups',
  'change.remove': 'Delete “{name}”',
  'change.removeGroup': 'Delete the group “{name}”',
  by: '{name} · {time}',
  repeat: 'Try again',
  dismiss: 'Leave it',
  'refused.name-taken': 'There is a “{name}” already: choose another name.',
  'refused.being-removed': "It is being deleted: wait for WeCom's answer.",
  'refused.changed-meanwhile': 'It has just changed and was read again: please look once more.',
  'refused.given-by-rules':
    'The rule “{rules}” gives this tag. Change it under tag rules first, then delete the tag.',
  'code.40068': 'WeCom does not have it any more; it goes from here with the next sync.',
  'code.60011':
    "Liuke has not made it, so WeCom does not let Liuke change it. Change it in WeCom's admin console.",
  'code.48002':
    "Liuke has not made it, or the app lacks the right. Change it in WeCom's admin console, or have an administrator check the right.",
}

export const tagCatalogue = createTexts(zh, en)

/** Why WeCom did not take a change of its tags: some codes mean more here than elsewhere. */
export function changeReason(asked: {
  reason: string | null
  errorCode: number | null
  errorText: string | null
}): string {
  const key = `code.${asked.errorCode ?? ''}`
  if (isKnown(zh, key)) return (tagCatalogue as (key: string) => string)(key)
  return reasonText(asked) ?? asked.errorText ?? ''
}
