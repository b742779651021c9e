"""The closed set of relation types: how each is read both ways, what it may join, what it weighs in rankings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class RelationType:
    """A type of edge. `forward` and `backward` say it in Chinese with {source} and {target}.

    `inverse` names the derived reading from target to source (the type itself where symmetric). `weight` is its share
    in rankings, in (0, 1]. `hierarchical` types must not form cycles. `skos` is the SKOS property it is exported
    under, if any. `prerequisite`: "target" where one reads the target first, "source" where the source, else "".
    """

    id: str
    inverse: str
    forward: str
    backward: str
    denied: str
    weight: float = 0.8
    symmetric: bool = False
    transitive: bool = False
    hierarchical: bool = False
    prerequisite: str = ""


def _row(
    identifier: str, inverse: str, forward: str, backward: str, denied: str, weight: float, *, before: str = ""
) -> RelationType:
    return RelationType(identifier, inverse, forward, backward, denied, weight, prerequisite=before)


def _sym(identifier: str, forward: str, denied: str, weight: float) -> RelationType:
    return RelationType(identifier, identifier, forward, forward, denied, weight, symmetric=True)


S, T = "{source}", "{target}"
_ROWS = (
    RelationType(
        "is_a", "has_kind", f"{S} 是一种 {T}", f"{S} 的一种是 {T}", f"{S} 不是 {T}", 1.0,
        transitive=True, hierarchical=True, prerequisite="target",
    ),
    _row("instance_of", "has_instance", f"{S} 是 {T} 的运行实例", f"{S} 的运行实例是 {T}", f"{S} 不是 {T} 的实例", 1.0,
         before="target"),
    RelationType(
        "contains", "part_of", f"{S} 包含 {T}", f"{S} 是 {T} 的一部分", f"{S} 不包含 {T}", 1.0,
        hierarchical=True, prerequisite="target",
    ),
    _row("provides", "provided_by", f"{S} 提供 {T}", f"{S} 由 {T} 提供", f"{S} 不提供 {T}", 0.8),
    _row("created_from", "origin_of", f"{S} 由 {T} 创建而来", f"{S} 用来创建 {T}", f"{S} 不是由 {T} 创建的", 1.0,
         before="target"),
    _row("built_from", "builds_into", f"{S} 由 {T} 构建而来", f"{S} 用来构建 {T}", f"{S} 不是由 {T} 构建的", 1.0,
         before="target"),
    _row("based_on", "basis_of", f"{S} 基于 {T}", f"{S} 是 {T} 的基础", f"{S} 不基于 {T}", 0.8, before="target"),
    _row("depends_on", "required_by", f"{S} 依赖 {T}", f"{S} 被 {T} 依赖", f"{S} 不依赖 {T}", 0.8, before="target"),
    _row("uses", "used_by", f"{S} 使用 {T}", f"{S} 被 {T} 使用", f"{S} 不使用 {T}", 0.8, before="target"),
    _row("shares", "shared_by", f"{S} 共享 {T}", f"{S} 被 {T} 共享", f"{S} 不共享 {T}", 0.7, before="target"),
    _row("runs_on", "runs", f"{S} 运行在 {T} 上", f"{S} 运行 {T}", f"{S} 不运行在 {T} 上", 0.8, before="target"),
    _row("stored_in", "stores", f"{S} 存放在 {T} 中", f"{S} 存放 {T}", f"{S} 不存放在 {T} 中", 0.9),
    _row("distributes", "distributed_by", f"{S} 分发 {T}", f"{S} 由 {T} 分发", f"{S} 不分发 {T}", 0.8),
    _row("creates", "created_by", f"{S} 创建 {T}", f"{S} 由 {T} 创建", f"{S} 不创建 {T}", 0.8),
    _row("maintained_by", "maintains", f"{S} 由 {T} 维护", f"{S} 维护 {T}", f"{S} 不由 {T} 维护", 0.6),
    _row("manages", "managed_by", f"{S} 管理 {T}", f"{S} 由 {T} 管理", f"{S} 不管理 {T}", 0.8),
    _row("configures", "configured_by", f"{S} 配置 {T}", f"{S} 由 {T} 配置", f"{S} 不配置 {T}", 0.7),
    _row("defines", "defined_by", f"{S} 定义 {T}", f"{S} 由 {T} 定义", f"{S} 不定义 {T}", 0.8),
    _row("identifies", "identified_by", f"{S} 标识 {T}", f"{S} 由 {T} 标识", f"{S} 不标识 {T}", 0.8),
    _row("isolates", "isolated_by", f"{S} 隔离 {T}", f"{S} 由 {T} 隔离", f"{S} 不隔离 {T}", 0.8),
    _row("limits", "limited_by", f"{S} 限制 {T}", f"{S} 受 {T} 限制", f"{S} 不限制 {T}", 0.8),
    _row("accelerates", "accelerated_by", f"{S} 加速 {T}", f"{S} 由 {T} 加速", f"{S} 不加速 {T}", 0.7),
    _row("monitors", "monitored_by", f"{S} 监控 {T}", f"{S} 由 {T} 监控", f"{S} 不监控 {T}", 0.7),
    _row("exposes", "exposed_by", f"{S} 暴露 {T}", f"{S} 由 {T} 暴露", f"{S} 不暴露 {T}", 0.7),
    _row("bypasses", "bypassed_by", f"{S} 绕过 {T}", f"{S} 被 {T} 绕过", f"{S} 不绕过 {T}", 0.5),
    _row("supports", "supported_by", f"{S} 支持 {T}", f"{S} 受 {T} 支持", f"{S} 不支持 {T}", 0.7),
    _row("implements", "implemented_by", f"{S} 实现 {T}", f"{S} 由 {T} 实现", f"{S} 不实现 {T}", 0.8, before="target"),
    _row("replaces", "replaced_by", f"{S} 取代 {T}", f"{S} 被 {T} 取代", f"{S} 不取代 {T}", 0.7),
    _row("operates_on", "operated_by", f"{S} 操作 {T}", f"{S} 由 {T} 操作", f"{S} 不操作 {T}", 0.8, before="target"),
    _sym("connects_to", f"{S} 与 {T} 相连", f"{S} 不与 {T} 相连", 0.6),
    _sym("works_with", f"{S} 与 {T} 配合使用", f"{S} 与 {T} 不兼容", 0.6),
    _sym("alternative_to", f"{S} 可替代 {T}", f"{S} 不能替代 {T}", 0.7),
    _sym("differs_from", f"{S} 不同于 {T}", f"{S} 与 {T} 没有区别", 0.7),
    _sym("similar_to", f"{S} 类似 {T}", f"{S} 不像 {T}", 0.6),
    _sym("related_to", f"{S} 与 {T} 相关", f"{S} 与 {T} 无关", 0.4),
    _sym("same_as", f"{S} 等同于 {T}", f"{S} 不等同于 {T}", 0.8),
)  # fmt: skip

TYPES: Mapping[str, RelationType] = MappingProxyType({row.id: row for row in _ROWS})
INVERSES: Mapping[str, str] = MappingProxyType({row.inverse: row.id for row in _ROWS if not row.symmetric})

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "displays": "查看", "deletes": "删除", "starts": "启动", "stops": "停止", "restarts": "重启", "enters": "进入",
        "downloads": "拉取", "uploads": "推送", "exports": "导出", "imports": "导入", "saves": "保存", "loads": "载入",
        "tags": "标记", "searches": "搜索", "builds": "构建", "creates": "创建", "runs": "运行", "mounts": "挂载",
        "scans": "扫描", "signs": "签名", "verifies": "验证", "copies": "复制", "modifies": "修改", "cleans": "清理",
        "filters": "过滤", "installs": "安装", "deploys": "部署", "commits": "提交", "connects": "连接",
        "pauses": "暂停",
        "publishes": "发布", "schedules": "调度", "encrypts": "加密", "processes": "处理", "collects": "采集",
        "intercepts": "拦截",
    }
)  # fmt: skip


def sentence(type_id: str, source: str, target: str, *, backward: bool = False, negative: bool = False,
             action: str = "") -> str:  # fmt: skip
    """An edge said in Chinese: from source to target, or (`backward`) seen from the target."""
    row = TYPES[type_id]
    form = row.forward
    if negative:
        form = row.denied
    elif backward:
        form, source, target = row.backward, target, source
    if action and type_id == "operates_on":
        form = form.replace("操作", ACTIONS.get(action, "操作"))
    return form.format(source=source, target=target)
