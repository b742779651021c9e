"""Simplified and Traditional characters, and the words of Taiwan and Hong Kong (OpenCC's phrase dictionaries)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, cast

import opencc
from rapidfuzz.distance import Levenshtein

_TAIWAN = """
映像档→镜像 映像文件→镜像 映像→镜像 资料卷→数据卷 磁碟区→数据卷 资料库→数据库 资料夹→文件夹 储存库→仓库
存放库→仓库 存储库→仓库 储存→存储 伺服器→服务器 连接埠→端口 连接端口→端口 通讯埠→端口 丛集→集群 挂接→挂载
建置→构建 汇出→导出 汇入→导入 布署→部署 记忆体→内存 权杖→令牌 凭证→证书 除错→调试 疑难排解→故障排查
组态→配置 设定档→配置文件 组态档→配置文件 设定→设置 执行绪→线程 行程→进程 排程→调度 软体→软件 硬体→硬件
网路→网络 区域网路→局域网 网际网路→互联网 快取→缓存 预设→默认 检视→查看 纪录档→日志 记录档→日志 程式→程序
程式码→代码 指令码→脚本 使用者→用户 档案→文件 压缩档→压缩包 登入→登录 登出→注销 磁碟→磁盘 硬碟→硬盘
滑鼠→鼠标 指令列→命令行 命令列→命令行 主控台→控制台 终端机→终端 套件→软件包 位址→地址 函式→函数 物件→对象
字串→字符串 例外→异常 介面→接口 网域→域 网域名称→域名 封包→数据包 负载平衡→负载均衡 范本→模板 范例→示例
唯读→只读 相依→依赖 相依性→依赖 相容→兼容 支援→支持 回传→返回 复原→恢复 还原→恢复 杂凑→哈希 签章→签名
侦测→检测 通讯协定→协议 协定→协议 闸道→网关 旗标→标志 用户端→客户端 作业系统→操作系统
效能→性能 最佳化→优化 资安→安全 元件→组件 基底映像→基础镜像 基底→基础 储存区→存储 登录档→注册表 教学→教程
建立→创建
"""
#: Words that OpenCC's `tw2sp` leaves as they are, in characters already simplified, and those of the mainland.
MAINLAND_WORDS = {pair.partition("→")[0]: pair.partition("→")[2] for pair in _TAIWAN.split()}

#: From this share of characters that differ from their simplified form on, a text counts as Traditional.
TRADITIONAL_SHARE = 0.04


_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0010ffff]+")


@cache
def _to_simplified() -> Any:
    return opencc.OpenCC("t2s")


@cache
def _to_mainland() -> Any:
    return opencc.OpenCC("tw2sp")


def is_han(character: str) -> bool:
    """Whether a character is a Chinese character (Unified Ideographs and their extensions)."""
    return "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\U00020000"


@lru_cache(maxsize=65536)
def simplified_character(character: str) -> str:
    """The simplified form of one character; anything but Chinese comes back as it is."""
    if not is_han(character):
        return character
    converted = cast(str, _to_simplified().convert(character))
    return converted if len(converted) == 1 else character


class _Changes(dict[int, str]):
    """Code point → `+` for a Chinese character that differs from its simplified form, `-` for another, else nothing."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        self[code_point] = ("+" if simplified_character(character) != character else "-") if is_han(character) else ""
        return self[code_point]


@cache
def _changes() -> _Changes:
    return _Changes()


@cache
def _same() -> set[str]:
    """Characters that were met and have no other simplified form."""
    return set()


def is_traditional(text: str) -> bool:
    """Whether a text is written in Traditional characters: at least one, and four in a hundred, differ."""
    same = _same()
    if same.issuperset(text):
        return False
    fresh = set(text) - same
    changed = [c for c in fresh if is_han(c) and simplified_character(c) != c]
    same.update(fresh.difference(changed))
    if not changed:
        return False
    chinese = sum(len(run) for run in _HAN.findall(text))
    return sum(map(text.count, changed)) >= TRADITIONAL_SHARE * chinese


def mainland_words(original: str, simplified: str) -> list[tuple[str, int, int]]:
    """The words of the mainland for a run of Chinese written in Taiwan's.

    `original` is the run as written, `simplified` the same run folded (equal length). Returns pieces
    `(text, start, end)` that cover the run in order; offsets point into the run. `MAINLAND_WORDS` are put
    for what they name; between them OpenCC's result is aligned by edit distance, one changed stretch a piece.
    """
    pieces: list[tuple[str, int, int]] = []
    place = 0
    for match in taiwan_words().finditer(simplified):
        pieces.extend(_aligned(original, simplified, place, match.start()))
        pieces.append((MAINLAND_WORDS[match.group()], match.start(), match.end()))
        place = match.end()
    pieces.extend(_aligned(original, simplified, place, len(simplified)))
    return pieces


@cache
def taiwan_words() -> re.Pattern[str]:
    """Matches the words of Taiwan in `MAINLAND_WORDS`, the longest first."""
    return re.compile("|".join(sorted(MAINLAND_WORDS, key=len, reverse=True)))


def _aligned(original: str, simplified: str, start: int, end: int) -> list[tuple[str, int, int]]:
    source = simplified[start:end]
    target = cast(str, _to_mainland().convert(original[start:end]))
    if source == target:
        return [(character, start + i, start + i + 1) for i, character in enumerate(source)]
    pieces: list[tuple[str, int, int]] = []
    pending = ""
    for step in Levenshtein.opcodes(source, target):
        text = target[step.dest_start : step.dest_end]
        if step.tag == "insert":
            pending += text
        elif step.tag == "delete":
            pieces.append(("", start + step.src_start, start + step.src_end))
        elif step.tag == "replace":
            pieces.append((pending + text, start + step.src_start, start + step.src_end))
            pending = ""
        else:
            for i, character in enumerate(text):
                pieces.append((pending + character, start + step.src_start + i, start + step.src_start + i + 1))
                pending = ""
    if pending and pieces:
        text, first, last = pieces[-1]
        pieces[-1] = (text + pending, first, last)
    return pieces


@cache
def _to_taiwan() -> Any:
    return opencc.OpenCC("s2twp")


@lru_cache(maxsize=4096)
def taiwan_forms(word: str) -> tuple[str, ...]:
    """A word of the mainland as Taiwan's documents may have it, in simplified characters (端口 → 连接埠, 通讯埠)."""
    if word.isascii() or "\0" in word:  # OpenCC reads to the first NUL
        return ()
    forms = [taiwan for taiwan, mainland in MAINLAND_WORDS.items() if mainland == word]
    try:
        written = cast(str, _to_taiwan().convert(word))
    except UnicodeEncodeError:  # a lone surrogate is no word of anywhere
        return tuple(forms)
    forms.append("".join(simplified_character(character) for character in written))
    return tuple(form for form in dict.fromkeys(forms) if form != word)
