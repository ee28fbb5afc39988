import type { ActionRule } from '../../domain/actions.ts'

interface StarterScript {
  title: string
  body: string
  scene?: ActionRule
}

/** The first words of whoever takes a customer over, as if they had always known them. */
export const INHERITED_GREETING =
  '{{ customer.salutation }}您好，我是{{ store.name }}的{{ advisor.name }}，之前由{{ formerAdvisor.name }}为您服务，以后由我接着照顾您{% if vehicle.model %}和您的{{ vehicle.model }}{% endif %}。您的用车情况和之前说好的事我都清楚，不用再讲一遍，有需要随时找我。'

/** What a new corp finds in its library, so that the first proposal already has its words. Everybody may change it. */
export const STARTER_LIBRARY: readonly { category: string; scripts: readonly StarterScript[] }[] = [
  {
    category: '保养维修',
    scripts: [
      {
        title: '保养到期提醒',
        scene: 'service-due',
        body: '{{ customer.salutation }}您好，您的爱车{{ vehicle.model }}{% if vehicle.serviceInDays == 0 %}今天{% else %}还有 {{ vehicle.serviceInDays }} 天{% endif %}就到保养时间了（{{ vehicle.nextServiceOn }}）。这几天工位还有空，您看哪天方便？我帮您预约，到店不用等。',
      },
      {
        title: '保养逾期关怀',
        scene: 'service-overdue',
        body: '{{ customer.salutation }}您好，系统显示您的{{ vehicle.model }}原定 {{ vehicle.nextServiceOn }} 做保养，最近用车还顺利吗？机油用久了会影响发动机，建议尽快安排一次。您方便的时间发我，我来约工位。',
      },
      {
        title: '保养预约确认',
        body: '{{ customer.salutation }}您好，您的保养已经帮您约好了，到店直接找我{{ advisor.name }}就行。全程大约一小时，休息区有茶点和充电桩。出发前发我一条消息，我提前准备。',
      },
      {
        title: '完工回访',
        body: '{{ customer.salutation }}您好，车子取回去开着感觉怎么样？有没有异响、仪表提示或者哪里没弄清楚的？随时告诉我，我来跟进。',
      },
      {
        title: '年检到期提醒',
        scene: 'inspection-due',
        body: '{{ customer.salutation }}您好，您的{% if vehicle.model %}{{ vehicle.model }}{% else %}爱车{% endif %}快到年检时间了。我可以帮您预约检测站、提前检查灯光和尾气，您只要把行驶证拍给我。',
      },
      {
        title: '升级会员邀约',
        scene: 'next-level',
        body: '{{ customer.salutation }}您好，您再来做一次保养或检修就能升一级会员，工时和洗车的礼遇都会多一些。这几天工位有空，我帮您约？',
      },
      {
        title: '权益到期提醒',
        scene: 'benefit-ending',
        body: '{{ customer.salutation }}您好，您账户里的「{{ benefit.name }}」{{ benefit.endsOn }}到期，过期就不能用了，有点可惜。这几天过来就能用上，我帮您看看怎么用最划算，顺便约好时间？',
      },
      {
        title: '组合服务推荐',
        scene: 'combo-offer',
        body: '{{ customer.salutation }}您好，和您一样做过这类服务的车主，不少都顺手加做了配套项目，一次弄好更省时间。需要的话我把项目和价格发您看看。',
      },
      {
        title: '质保到期提醒',
        scene: 'warranty-ending',
        body: '{{ customer.salutation }}您好，您的{{ vehicle.model }}整车质保快到期了。建议到期前来做一次全车检测，有问题还能在质保期内处理，检测免费。您看这周还是下周方便？',
      },
    ],
  },
  {
    category: '置换增购',
    scripts: [
      {
        title: '置换评估邀约',
        scene: 'trade-in-window',
        body: '{{ customer.salutation }}您好，您这台{{ vehicle.model }}现在的保值率还不错，最近置换也有补贴。要不要我先帮您做个免费评估？不用到店，发我几张照片和里程就能出价格。',
      },
      {
        title: '报价跟进',
        scene: 'quote-follow-up',
        body: '{{ customer.salutation }}您好，前几天给您的报价看得怎么样了？价格、配置或者旧车评估上有哪一项不合适，您直说，我再去帮您争取。',
      },
      {
        title: '试驾邀约',
        body: '{{ customer.salutation }}您好，新款试驾车到店了，辅助驾驶和底盘都有升级。您平时走的那条路就可以试，周末我给您留一台，半小时就好，您看周六还是周日？',
      },
      {
        title: '家庭增购介绍',
        body: '{{ customer.salutation }}您好，很多老车主家里第二台会选小一点的纯电，接送孩子和买菜很方便，老客户增购有专属礼遇。需要的话我把两款对比发您。',
      },
    ],
  },
  {
    category: '金融保险',
    scripts: [
      {
        title: '车险到期提醒',
        scene: 'insurance-due',
        body: '{{ customer.salutation }}您好，您的{{ vehicle.model }}车险快到期了。我按您去年的方案先算了一版，今年在店里续保还送一次保养工时。方便的话我把明细发您看看？',
      },
      {
        title: '续保方案说明',
        body: '{{ customer.salutation }}您好，续保主要看三项：三者险保额、车损险是否含附加、有没有道路救援。您平时用车不多的话，我建议三者保到 200 万。明细我整理好了，您看完有疑问随时问我。',
      },
      {
        title: '贷款方案介绍',
        body: '{{ customer.salutation }}您好，目前有两种分期可以选：一种首付低、月供稍高，一种前两年免息。您告诉我大概的首付预算，我算好月供给您对比，不产生任何费用。',
      },
    ],
  },
  {
    category: '活动邀约',
    scripts: [
      {
        title: '三个月未到店 · 活动邀请',
        scene: 'win-back-3m',
        body: '{{ customer.salutation }}您好，好久没见您来店里了。这个周末我们有免费的车辆健康检测，顺带洗车，不用消费。我给您留个位置？',
      },
      {
        title: '五个月未到店 · 专属礼遇',
        scene: 'win-back-5m',
        body: '{{ customer.salutation }}您好，有一阵子没联系了，车子开着还好吗？我给您申请了一张老客户工时券，这个月到店保养维修都能用。需要的话我直接帮您登记。',
      },
      {
        title: '七个月未到店 · 电话约访',
        scene: 'win-back-7m',
        body: '{{ customer.salutation }}您好，我是{{ store.name }}的{{ advisor.name }}。半年多没见您的车进店了，是换了地方保养，还是之前哪里没服务好？您愿意说说的话我很想听。我这边还能给您申请一次全车免费检测，您看什么时候给您打电话方便？',
      },
      {
        title: '车主讲堂邀请',
        body: '{{ customer.salutation }}您好，这周六下午店里有车主讲堂，讲冬季用车和充电习惯，技师现场答疑，可以带家人一起来。名额不多，您要来的话我帮您登记。',
      },
    ],
  },
  {
    category: '救援用车',
    scripts: [
      {
        title: '道路救援指引',
        body: '{{ customer.salutation }}您好，先别着急：请开双闪，人到护栏外安全的地方，在车后 150 米放三角牌。把定位发给我，我马上联系救援。如果有人受伤请先打 120 和 122。',
      },
      {
        title: '事故处理提示',
        body: '{{ customer.salutation }}您好，人没事最重要。请先拍照：全景、碰撞点、双方车牌；再打保险公司报案，记下报案号发我。后面定损、维修和代步车我来帮您安排。',
      },
      {
        title: '雨季用车建议',
        body: '{{ customer.salutation }}您好，连续几天有雨，给您整理了四条：胎压保持标准值，雨刮有异响就换，前挡油膜清一清，积水超过半个轮胎不要强行通过。需要检查的话到店我给您免费看。',
      },
      {
        title: '长途出行检查',
        body: '{{ customer.salutation }}您好，长途出发前建议看一下胎压、刹车片、玻璃水和备胎。您要是这周出门，来店里二十分钟我帮您查一遍，不收费。',
      },
    ],
  },
  {
    category: '客户关怀',
    scripts: [
      {
        title: '新朋友问候',
        scene: 'new-contact-greeting',
        body: '{{ customer.salutation }}您好，我是{{ store.name }}的{{ advisor.name }}，以后看车、保养、保险、救援都可以直接找我。您现在最关心哪一块？我先把资料发给您。',
      },
      {
        title: '接手问候',
        scene: 'inherited-greeting',
        body: INHERITED_GREETING,
      },
      {
        title: '老客户挽留',
        scene: 'important-keep',
        body: '{{ customer.salutation }}您好，您一直是我们很看重的老客户，最近好像没怎么来店里，是车子用得少，还是我们哪里没做到位？您跟我说，我来处理。另外给您留了一份老客户礼遇，到店就能用。',
      },
      {
        title: '高价值客户关怀',
        scene: 'high-value-care',
        body: '{{ customer.salutation }}您好，最近用车还顺手吗？天气变化大，给您留意了轮胎和电瓶的免费检测名额。有什么需要，随时叫我。',
      },
      {
        title: '回复客户',
        scene: 'reply-pending',
        body: '{{ customer.salutation }}您好，您说的我看到了，马上帮您确认，稍后给您准信。',
      },
      {
        title: '新车用车关怀',
        scene: 'new-owner-care',
        body: '{{ customer.salutation }}您好，{% if vehicle.model %}{{ vehicle.model }}{% else %}新车{% endif %}开了些日子了，还顺手吗？充电、车机或者辅助驾驶有不清楚的，随时问我，我远程教您。',
      },
      {
        title: '回店感谢',
        scene: 'reactivation',
        body: '{{ customer.salutation }}您好，好久没见，谢谢您又来店里。这次的服务您还满意吗？哪里不周到您直说，我来改。',
      },
      {
        title: '生日祝福',
        scene: 'birthday',
        body: '{{ customer.salutation }}，生日快乐！祝您新的一岁平安顺利，出行一路绿灯。——{{ store.name }} {{ advisor.name }}',
      },
      {
        title: '流失预警关怀',
        scene: 'churn-warning',
        body: '{{ customer.salutation }}您好，最近车子用得怎么样？有段时间没来店里做检查了，这周我给您留一个免费检测的位置，半小时就好，您看哪天方便？',
      },
      {
        title: '节日问候',
        body: '{{ customer.salutation }}您好，节日快乐！出行路上注意安全，车子有任何情况随时联系我，假期我也在。——{{ advisor.name }}',
      },
    ],
  },
]
