"""The words that relation rules read: verbs with what they assert, and the small words between concepts, as data.

Every word gets a one-letter tag; rules (`index.graph.patterns`) are regular expressions over strings of tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

MENTION, OPAQUE, SHORT, LONG = "m", "o", "x", "X"

_TAGGED = """
c 、 和 与 及 以及 或 或者 还有 跟 / & 和/或 乃至 及其 以及其
d 的 之
n 缺少 不依赖 并无 不 不会 不能 不可以 不再 无需 不需要 没有 没 未 未能 尚未 无法 并不 并未 从不 从未 并没有 不具备
n 并不会 并不能 无
n 不直接 不依赖于 不必
! 不应 不应该 不要 不建议 不推荐 禁止 避免 切勿 不宜 别 不得 严禁 请勿 不可 防止 误 尽量不 不允许
? 可能 也许 或许 不一定 未必 不完全 不总是 大概 如何 怎么 怎样 为什么 是否 能否 什么 哪些 哪个 谁 难以 假设 假如 多少
? 试图 尝试 似乎
g 建议 推荐 应该 应 最好 尽量 务必 不妨 必须 需要 需 要 想 想要 希望 优先
a 可以 可 能够 能 会 将会 通常 一般 主要 默认 直接 也 还 都 则 就 便 仍 仍然 依然 已经 已 早已 来 用来 用于 用以 负责
a 旨在 专门 自动 只 仅 仅仅 只能
a 同样 完全 本质上 最初 最早 早期 现在 目前 如今 以后 最终 允许 进一步 统一 往往 同时 共同 均 继续 为了 帮助 内部 底层
a 原生 即可 却 又 再 先 即 曾 曾经 总是 一起
a 不仅 不但 不只 不光 不单 还会 还能 也会 也能 一直 始终 经常 常常 常 可用于 可用来 真正 实际上 实际 其实 事实上 彻底
a 轻松 快速 方便 更好地 透明地 有效地 高效地 安全地 独立 单独 分别 主要用于 主要负责
a 一定 一律 一并 一同 总会 必然 几乎 能帮助 让用户 让开发者 使用户 可帮助 从而 以便 并且 并 而且 且 逐渐 逐步 正式
a 正在 在内部 首先 另外 此外 本身
a 自身
a 分别用于 主动 显式 隐式 手动 动态 重新 一次性 永久 临时 充分 大量 额外
b 是 就是 即为 属于 为 乃 都是 也是 则是 便是 才是 正是 指的是 指的就是 是指 成为 作为 称为 被称为 叫做 叫 堪称 就是指
b 仅是 只是 实质是 本质是 实质上是 本质上是 其实是 实际上是
B 不是 并不是 并非 不属于 不等于 而非 不单纯是 不等同于 并不等同于
N 而不是 而非 不是
k 把 将
f 从 自
z 在 于
t 到 至 进 入 给 往
y 由
j 被 受 受到
w 通过 用 利用 借助 借由 依靠 凭借 透过 经由 以
p 根据 按照 依据 对 对于 为 给 向 针对 就 关于 随着
l 中 里 内 上 下 之间 之上 之中 之内 之下 内部 里面 上面 中间 下面 之外 外 以外 前 后 时 上运行 当中 以内 旁
T 时候 的时候 期间 之前 之后 以前 以后 后续
q 这份 这台 这条 这张 这层 那份 那台 那条 一个 一种 一组 一份 一些 多个 多种 各种 若干 某个 某些 这个 这些 该 每个
q 每种 每一个 同一个 同一 相同 所有 任意
q 任何 整个 完整 新 特定 自己 独立的 单独的 本地 外部 现有 传统 标准 原生的 两个 三个 几个 一 各 各个 某 此 本 全部
q 单个 几种 两种 三种 一系列 一套 一类 一款 一项 一台 一条 一对 一张 多层 多台 更多 其他 其它 那些 那个 第三方
q 大多数 其中一个 官方 最 更 很 非常 特殊 常见 常用 核心 轻量级 轻量 开源 强大 高性能 默认的 高级 简单 独有 唯一
q 额外的 底层的 普通 通用 完整的 自己的 自身的 单一 个 种 台 主流 著名 类 型 只读 可写 分布式 主要的 不同的 相同的
q 新的 简单的 真正的 现代 老 新型 大 小 好 重要 关键 基本 最终的 最小 最大
h 指令 命令 机制 技术 项目 工具 驱动程序 驱动 规范 标准 参数 选项 系统 软件 引擎 文件 语言 协议 模式 平台
h 公司 控制器 架构 方案 集合 字段 格式 接口 方式 服务 程序 模型 基金会 团队 社区 体系
h 设备 型
H 请求 规则 文件系统内容 目录 资源使用 物理资源 系统资源 列表信息 生命周期 数据 副本 流程 过程 资源 状态 信息 内容
H 生命流程 视图 层级视图 用量 体积 大小 列表 使用量 使用 资源使用
H 元数据 源 版本 集合 挂载点 详细信息 名称 名字 运行状态 历史 构建过程 进程 行为
e 等 等等 之类 之类的 这样 这类 这种 诸类 一类
r 它 其 它们 他们 两者 二者 前者 后者 前两者 这三者 该指令 该命令
i 如果 当 若 一旦 只有 除非 倘若 要是 即使 哪怕 假若 每当
u 例如 如 比如 诸如 像 譬如 包括但不限于
> → -> => ➜ ⟶
s 这 此 这些 因为 由于 虽然 但 但是 而 因此 所以 其中 不过 然而 于是 那么 尽管 否则 只要 无论 不管 除了 除 与此同时
s 换句话说
s 也就是说 实质上
: ： :
, ， ,
( （ (
) ） )
~ 区别 差异 不同 对比 比较 区分 差别 vs VS vs. VS. 不同于 有别于 区别于 相比 优于
I 运行实例 实例 实体 运行时实例 实例化
P 特性 概念 功能 对象 核心概念 一部分 组成部分 组件 插件 子项目 模块 子系统 子命令 扩展 成员 要素 部件 部分
K 基础 基石 核心基础 地基
G 组成 构成 组合而成 叠加而成 叠合而成 组合 叠加构成 堆叠而成
x 因为 认为 行为 以为 其中 以上 以下 存在 现在 对象 针对 用户 应用 作用 用途 用法 管理员 使用者 开发者 运行时间 中国
x 中文 中心 集中 中断 上述 上传者 下载量 内存 内容 内外 内置 之一 和谐 与否 其次 其实 其余 将来 即将
x 从而 从来 使得 能力 功效 可能性 可用性 会议 会话 能源 用例 通用性 不同点 相同点 要求 需求 重要性 要点 主要 关键字
x 上下文 在线 所在 正在 存放位置 目的 目标 的确 入口 导入 加入 进入 输入 写入 接入 引入 深入 到位 到期 遇到 达到 看到
x 得到 找到 提到 做到 直到 为例 为主 因此 为此 分为 作为 以及 以往 以免 足以 得以 予以 所以 可以说 人们 我们 你 他
x 大家 读者 笔者 时间 时刻 时区 同时 及时 实时 定时 超时 平时 随时 临时 当前 当时 相当 适当 应当 前面 前端 后端 后台
x 目前 之前 以前 提前 最后 然后 以后 随后 后续 下面 下一步 如下 上级 线上 加上 基本上 实际上 事实上 一般来说 常见于
x 有关 有助 有效 有些 只有 没有必要 所有者 拥有者 持有 未来 不同 不断 不变 不可变 不久 不过 不错 不足 不少 不如 不管
x 不论 不幸 不便 不妥 不安全 不稳定 不一致 不一样 不可用 不常用 不必要 不存在 不匹配 不正确 不可信 不受信任 不可篡改
x 不限于 而言 而已 时而 进而 反而 从入门 从零 自动化 自定义 自带 自然 自身 自从 来自 来源 本来 原来 看来 起来 出来
x 下来 带来 未来 往来 带有 对外 对应关系 绝对 相对 面对 应对 反对 一对一 校对 比对 针对性 给出 交给 分给 提供给 传给
x 返回给 由此 理由 自由 路由 经由 由来 被动 受众 把握 用词 专用 复用性 可复用 实用 常用 公用 费用 信用 引用 调用者
x 利用率 使用率 占用率
"""

VERB_TAG, OTHER_VERB = "v", "V"

_VERBS = """
contains 包含 包括 涵盖 囊括 内含 打包 打包了 集成 内置 含有 封装 封装了 自带 包含着 捆绑 附带 嵌入
has 拥有 具有 具备 有 带有 享有
supports 支持 兼容 适配 支援 允许使用
provides 提供 提供了 引入 引入了 推出 推出了 自带了 暴露出
manages 管理 编排 控制 操控 管控 管理着 治理 协调 统一管理 维持
maintains 维护
isolates 隔离 隔开
limits 限制 约束 限定 限制了
uses 使用 利用 采用 调用 借助 依靠 复用 选用 运用 用到 启用 引用 用上 使用了 采用了 使用的是 采用的是 使用着 调用了
depends_on 依赖 依赖于 依托 需要 要求 需要依赖 取决于
based_on 基于 建立在 构建在 构建于 建立于 源于 源自 继承自 继承 派生自 衍生自 脱胎于 是基于 都基于 起源于
runs_on 运行在 运行于 跑在 部署在 直接运行于 工作在 部署于 直接运行在 寄宿于
stored_in 存储在 保存在 存放在 存储于 保存到 存放于 写入 位于 存储到 写入到 存入 存到 推送到 上传到 发布到 保存于
stored_in 存在于 推送至 上传至 提交到
stores 存储 保存 存放 托管 记录 缓存 持久化 集中存放 存有 保留 收录
distributes 分发 分发和存储
creates 创建 生成 产生 新建 建立 产出 定义出 制作 创建出 构造 形成 生成了 创建了 建立了 派生出
builds 构建 编译 构建出 定制 制成 组装
runs 运行 执行 运行着 承载 跑 启动并运行
configures 配置 设置 指定 自定义 设定 调整 定制化 声明 预设 修改 更改
identifies 标识 标记 对应 指向 唯一标识 代表 区分 引用 定位 命名
defines 定义 描述 规定 制定 规范了 定义了 规定了 描述了 制定了 标准化 标准化了 约定了 约定 说明
implements 实现 遵循 符合 遵守 实现了 遵循了 兼容了 完全实现了
replaces 取代 替代 代替 替换 接替 取代了 替代了 代替了 替换了 取而代之
shares 共享 共用 共享着 复用同一
accelerates 加速 加快 提速 加速了
connects_to 连接 连接到 接入 加入 互联 连通 连接着 关联 绑定 绑定到 附加到 挂接到 通信 打通 桥接 挂载到
exposes 暴露 公开 映射 发布端口 开放 映射到
bypasses 绕过 绕开 跳过
monitors 监控 监视 监测 观测 监听 跟踪
similar_to 类似 类似于 就像 相当于 好比 如同 好像 很像 近似于 类比
same_as 等同于 等价于 等效于 也就是 等于
extends 扩展 增强 扩展了 增强了
replaced_by 演进为 迁移到 改用 转而使用 升级为 切换到 改为使用 迁移至 替换为 合并到 并入 转向
renamed_to 改名为 更名为 重命名为 现更名为
works_with 配合 结合 搭配 协同 集成到 对接 协作 配合使用 结合使用
hosted_by 捐献给 捐赠给 贡献给 托管在 托管于 加入了 捐给
installs 安装 装上 安装了
deploys 部署 部署了 发布
deletes 删除 清理 移除 清除 销毁 删掉 清空 卸载 删除掉 丢弃
starts 启动 拉起 启动了 新建并启动 唤起
stops 停止 终止 停掉 杀死 关闭 强制停止 结束
restarts 重启 重新启动
enters 进入 附着 登录到
downloads 下载 拉取 获取 取得 下载到 拉取到
uploads 上传 推送 推送出
exports 导出 输出
imports 导入
loads 加载 载入 装载 读取 读入
saves 另存 归档
tags 打标签 打标记
searches 搜索 查找 检索 寻找 查询
displays 列出 查看 显示 展示 打印 检查 观察 浏览
mounts 挂载 挂载了
scans 扫描 检测 分析
signs 签名 签署
verifies 验证 校验 鉴定 核验
copies 复制 拷贝
filters 过滤 排除 忽略 屏蔽 剔除
processes 处理 解析 接收 转发 响应 接受 接收和处理 执行解析
collects 采集 收集 抓取 汇总 聚合
intercepts 拦截 截获
schedules 调度 分配 指派
encrypts 加密
updates 更新 升级
"""

_COMMON_VERBS = """
导致 使 让 造成 避免 防止 影响 了解 学习 介绍 理解 掌握 参考 注意 选择 决定 解决 面临 出现 发生 完成 开始 尝试 方便
适合 适用 满足 保证 确保 保护 减少 增加 提高 降低 提升 优化 改善
发现 看到 知道 认为 觉得 希望 通知 告诉 访问 请求 返回 传递 传入 发送 通信 进行 包装 转换 变成 成为 分为 位于 来自
属于 存在 退出 失败 成功 切换 打开 输入 编写 编辑 阅读 讨论 探讨 解析出 分离 拆分
合并 组合 叠加 覆盖 占用 消耗 节省 释放 回收 重建 重用 测试 调试 开发 设计 授权 认证 登录 注册 订阅 申请 允许 拒绝
禁用 开启 触发 执行完 应用于 应用到 用作 充当 扮演 负责
"""


@dataclass(frozen=True, slots=True)
class Verb:
    """What a verb asserts: a relation type (`swap`: with its ends exchanged), for `operates_on` the action."""

    type: str
    action: str = ""
    swap: bool = False


# Names above that are no relation type themselves: how they are stored.
_STORED: Mapping[str, Verb] = MappingProxyType(
    {
        "has": Verb("contains"),
        "stores": Verb("stored_in", swap=True),
        "builds": Verb("creates", "builds"),
        "runs": Verb("runs_on", swap=True),
        "extends": Verb("based_on"),
        "replaced_by": Verb("replaces", swap=True),
        "renamed_to": Verb("replaces", swap=True),
        "maintains": Verb("maintained_by", swap=True),
        "hosted_by": Verb("maintained_by"),
    }
)
_ACTIONS = """
installs deploys deletes starts stops restarts enters downloads uploads exports imports loads saves tags searches
displays mounts scans signs verifies copies filters processes collects intercepts schedules encrypts updates
"""


def verb(name: str) -> Verb:
    """The relation that the verb class `name` stands for."""
    if name in _ACTIONS.split():
        return Verb("operates_on", "modifies" if name == "updates" else name)
    return _STORED.get(name, Verb(name))


@cache
def words() -> dict[str, tuple[str, str]]:
    """Word → (tag, verb class or ""), the first listing of a word counts; verbs come before small words."""
    table: dict[str, tuple[str, str]] = {}
    for row in _VERBS.split("\n"):
        name, *verbs = row.split() or [""]
        for word in verbs:
            table.setdefault(word, (VERB_TAG, name))
    for row in _TAGGED.split("\n"):
        tag, *small = row.split() or [""]
        for word in small:
            table.setdefault(word, (tag, ""))
    for word in _COMMON_VERBS.split():
        table.setdefault(word, (OTHER_VERB, ""))
    return table
