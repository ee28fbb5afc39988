// Invented people. Surnames carry their pinyin because staff userids are made from it.

const SPACE = ' '
const words = (text: string): readonly string[] => text.split(SPACE)

/** `王wang` → ['王', 'wang']. */
function withPinyin(text: string): readonly (readonly [string, string])[] {
  return words(text).map((word) => {
    const han = word.replace(/[a-z]+$/, '')
    return [han, word.slice(han.length)] as const
  })
}

export const SURNAMES = withPinyin(
  '王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 冯feng 邓deng 曹cao 彭peng 曾zeng 萧xiao 田tian 董dong 袁yuan 潘pan 于yu 蒋jiang 蔡cai 余yu 杜du 叶ye 程cheng 苏su 魏wei 吕lv 丁ding 任ren 沈shen 姚yao 卢lu 姜jiang 崔cui 钟zhong 谭tan 陆lu 顾gu 孟meng 秦qin',
)

export const FEMALE = words(
  '晓雨 美琪 思琪 雨桐 佳宁 一诺 雅婷 静怡 欣妍 梦洁 诗涵 若曦 晨曦 雨萱 嘉怡 婉清 语嫣 思远 可欣 丽娟 秀英 慧敏 淑芬 玉兰 晓燕 文静 海燕 红梅 春晓 雪莹 琳 婷 敏 洁 颖 倩 薇 岚 瑶 蕾 芳 莉 晴 璐 悦 珊 霞 艳 佳琪 安然 子涵 芷若 思思 月华 亚楠 晓彤 明珠 佩珊 雁翎 冰清',
)
export const MALE = words(
  '国栋 振宇 文博 晓峰 柏舟 云帆 浩然 子轩 宇航 志强 建国 俊杰 明辉 海涛 家豪 天佑 景行 立诚 思源 承志 博文 鹏飞 鸿飞 永康 世杰 嘉树 伟 强 磊 军 洋 勇 杰 涛 超 明 刚 平 辉 鑫 波 斌 宇 浩 凯 健 俊 帆 毅 峰 朗 航 泽 皓轩 锦程 致远 冠宇 少华 启明 志远 乐天',
)

/** Given names of staff with their pinyin, so that a userid reads like its owner. */
export const STAFF_GIVEN = withPinyin(
  '思远siyuan 可ke 嘉jia 亦然yiran 远yuan 静jing 博bo 雪xue 凯kai 婷ting 浩hao 倩qian 鹏peng 颖ying 杰jie 璐lu 宇yu 佳jia 涛tao 琳lin 明哲mingzhe 慧hui 志成zhicheng 瑶yao 承宇chengyu 洁jie 一鸣yiming 岚lan 睿rui 悦yue',
)

export const NICKNAMES = words(
  '平安是福 晴天 阿泽 豆豆妈 小鹿🦌 Leo 老K 云淡风轻 一路向北 海阔天空 柠檬树 木木 Vivian 大海 阳光 知足常乐 A车友小陈 果果爸 逆风飞翔 慢慢来 🌸花开 Kevin 南山南 往事随风 橙子 小满 风和日丽 Amy 十里春风 静水流深',
)

export const COMPANIES: readonly (readonly [string, string])[] = [
  ['示例物流', '示例物流有限公司'],
  ['远帆租车', '远帆汽车租赁（示例）有限公司'],
  ['云启科技', '云启科技（示例）有限公司'],
  ['江澜建设', '江澜建设工程（示例）有限公司'],
  ['禾田食品', '禾田食品（示例）有限公司'],
]
export const COMPANY_POSTS = words('车队主管 行政经理 采购主管 总经理 后勤主任')

/** How advisors call people in remarks. */
export function addressOf(surname: string, gender: 0 | 1 | 2, choice: number): string {
  const female = ['姐', '女士', '老师', '小姐']
  const male = ['哥', '先生', '总', '工']
  const list = gender === 2 ? female : male
  return surname + (list[choice % list.length] ?? '')
}
