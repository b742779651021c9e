"""Words that shape a question more than they name a thing: general Chinese and English, nothing of one subject."""

from __future__ import annotations

from functools import cache

#: Words that ask, join or colour, and say nothing about the subject; dropped from a query that says more.
STOP = frozenset(
    """
    怎么 怎样 怎么样 如何 什么 为什么 为何 为啥 咋 咋样 咋办 怎么办 哪些 哪个 哪里 哪儿 哪 何时 何 多少 几 几个 吗
    呢 吧 啊 呀 么 嘛 哦 的 地 得 了 着 过 是 在 和 与 或 及 以及 并 并且 而 而且 把 被 将 给 让 使 对 对于 从 到 向
    由 于 关于 也 都 就 还 又 再 很 太 更 最 可以 能 能够 能不能 可不可以 是否 是不是 有没有 会 会不会 要 想 想要
    应该 应当 需要 必须 请问 请 帮 帮忙 我 我们 咱们 你 你们 您 他 她 它 他们 它们 这 那 这个 那个 这些 那些 这样
    那样 这里 那里 一个 一下 一些 一种 有 没有 没 不 才 才能 时 时候 里 里面 中 上 下 内 外 之间 之 其 其中 所 以 为
    为了 因为 所以 如果 假如 但是 但 不过 然后 后 前 之后 之前 以后 以前 办 做 弄 搞 用 用来 使用 方法 办法 意思 叫
    叫做 每 各 个 种 总是 老是 一直 突然 自己 直接 到底 究竟 真的 告诉 知道 看看 有关 相关 起来 出来 进来 下来 上来
    来 去 啥 是啥 呐 a an the of to in on at for from by with and or but is are was were be been do does did done
    how what why when where which who whom whose can could should would will may might must shall i me my we us our
    you your he she it its they them their this that these those there here not no yes have has had having as into
    onto if so than then else about using use used via please
    """.split()
)

#: Words that say what is wanted of a thing; they count, but less than the thing itself.
INTENT = frozenset(
    """
    区别 不同 差异 差别 作用 原理 介绍 教程 步骤 例子 示例 原因 解决 问题 情况 方式 命令 指令 比较 对比 关系 含义
    定义 概念 功能 操作 处理 实现 进行 支持 出现 提示 报错 错误 失败 用法 说明 技巧 注意 事项 建议 推荐 最好 好处
    优点 缺点 内容 信息 东西 difference compare comparison example tutorial guide meaning explain overview
    introduction basic command
    """.split()
)

#: What a question in pinyin is made of: pinyin → word.
ASKING_IN_PINYIN = {
    "zenme": "怎么",
    "zenyang": "怎样",
    "ruhe": "如何",
    "shenme": "什么",
    "weishenme": "为什么",
    "zenmeban": "怎么办",
    "de": "的",
    "le": "了",
    "zai": "在",
    "he": "和",
    "yu": "与",
    "shi": "是",
    "yong": "用",
    "li": "里",
    "ma": "吗",
    "bu": "不",
    "neng": "能",
    "you": "有",
    "zhong": "中",
    "keyi": "可以",
    "naxie": "哪些",
    "qubie": "区别",
    "ba": "把",
    "bei": "被",
}

#: Frequent English words that are no spelling mistakes of technical terms and no pinyin.
ENGLISH = frozenset(
    """
    able access account across actually address after again against ago all allow allows almost along already also
    although always among another answer any anyone anything around ask asked available away back bad based basic
    became because become been before begin behind being below best better between beyond big both bring broken
    build built busy call called came care case cause caused certain change changed changes check choose clean clear
    click close code come comes coming common complete completely connect contain contains content continue correct
    correctly could course create current currently custom daily data date day days deal default define delete
    describe design detail details develop differ different directly disable discard display done down during each
    earlier early easily easy either enable end enough enter entire equal especially etc even ever every everyone
    everything exact exactly example except exist existing expect expected explain extra face fail failed fails fair
    fall false far fast feature feel few figure final finally find fine finish first fix fixed follow following
    follows force forget form found four free fresh full fully further future gave general get gets getting give
    given gives global going gone good got great group grow guess half hand handle happen happened happens happy
    hard hardly head hear heavy hello help hence here high hold home hope hour hours however huge idea ignore
    immediately important improve include includes including increase indeed inside install instead intend into
    issue issues item just keep kept key kind knew know known large last late later latest lead learn least leave
    left less let level like likely limit line list little live local long longer look looking lose lost lot low
    made main major make makes making manage manual many mark matter maybe mean means meet mention method middle
    might mind minute minutes miss missing mistake mode modern modify moment month more most mostly move much
    multiple must name near nearly necessary need needed needs neither never new newer next nice none normal
    normally note nothing notice now number obvious occur off often old older once one only open option order other
    others otherwise our out outside over own page part particular pass past people perfect perhaps person place
    plain plan play please point poor possible possibly present press pretty prevent previous probably problem
    problems proceed process proper properly provide provided provides public purpose put question quick quickly
    quite random rather reach read ready real really reason receive recent recently recommend reduce refer regular
    related release remain remember remote remove repeat replace report require required requires rest result
    results return right rule same save say says second see seem seems seen select send sense separate set several
    share short show shown shows side similar simple simply since single site size slow small some someone something
    sometimes soon sorry sort speak special specific specify spend stand standard start started state stay step
    steps still stop store strange strong stuff style such suggest support suppose sure switch take taken takes talk
    task tell tells term test text thank thanks thing things think third though thought three through thus time
    times tiny today together told tomorrow too took tool total toward track tried trouble true truly trust try
    trying turn twice two type under understand unless unlike until update upon usage useful user users uses usual
    usually value various very view visit wait walk want wanted wants warn way ways week well went were while whole
    wide win wish within without wonder word words work worked working works world worry worse worst worth write
    wrong year years yet young
    """.split()
)

#: What is done to things, in software of any kind: words that readers and writers use for the same act.
ACTIONS = tuple(
    tuple(line.split())
    for line in """
    上传 推送 发布 push upload publish
    下载 拉取 获取 pull download fetch
    删除 移除 清理 清除 remove delete rm
    清理 回收 prune clean cleanup
    新建 创建 建立 create new
    启动 运行 开启 start run
    停止 关闭 终止 stop kill terminate
    重启 restart 重新启动
    查看 显示 列出 检查 show list inspect
    进入 登录 attach exec
    退出 离开 exit quit
    构建 制作 编译 打包 build compile
    安装 install setup 装
    卸载 uninstall
    配置 设置 设定 修改 config configure
    升级 更新 upgrade update
    备份 backup
    恢复 还原 restore
    回滚 回退 rollback
    迁移 迁往 搬迁 migrate
    导出 保存 export save
    导入 载入 加载 import load
    复制 拷贝 copy cp
    移动 重命名 改名 move rename
    挂载 mount
    映射 暴露 expose publish
    连接 访问 通信 互联 connect link
    搜索 查找 检索 search find
    提交 commit
    合并 merge
    部署 上线 deploy
    扩容 扩展 伸缩 scale
    限制 约束 limit
    隔离 isolate
    监控 观测 monitor
    调试 排错 排查 诊断 debug troubleshoot
    测试 test
    加密 encrypt
    认证 验证 鉴权 authenticate auth
    授权 许可 authorize
    签名 sign
    扫描 检测 scan
    转发 代理 forward proxy
    同步 sync
    压缩 瘦身 减小 精简 compress shrink
    加速 提速 优化 optimize
    缓存 cache
    存放 存储 保存 store
    共享 分享 share
    传递 传入 pass
    忽略 排除 ignore exclude
    """.strip().splitlines()
)

#: Names that readers use for the same thing in software of any kind.
THINGS = tuple(
    tuple(line.split())
    for line in """
    密码 口令 password
    密钥 秘钥 机密 secret key
    目录 文件夹 路径 directory folder
    文件 档案 file
    名字 名称 name
    错误 报错 异常 失败 error failed
    日志 log logs
    用户 账号 账户 user account
    权限 permission
    端口 port
    内存 memory
    磁盘 硬盘 空间 disk
    地址 address
    域名 域名解析 dns
    版本 version
    参数 选项 option argument
    变量 variable
    开机 自启 boot
    大小 体积 size
    速度 性能 speed performance
    入门 新手 初学 快速上手 quickstart
    原因 为何 cause
    超时 timeout
    集群 cluster
    """.strip().splitlines()
)


def general_equivalents(word: str) -> tuple[str, ...]:
    """The other words of the families that a word belongs to; none for most words."""
    return _families().get(word, ())


@cache
def _families() -> dict[str, tuple[str, ...]]:
    families: dict[str, dict[str, None]] = {}
    for family in (*ACTIONS, *THINGS):
        for word in family:
            families.setdefault(word, {}).update(dict.fromkeys(other for other in family if other != word))
    return {word: tuple(others) for word, others in families.items()}
