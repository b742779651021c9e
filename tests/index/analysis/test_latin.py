"""Names as people write them on a command line become the whole and its parts."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import tokens
from index.analysis.latin import stem

ROWS = [
    ("docker-compose", "docker-compose", "docker compose"),
    ("overlay2", "overlay2", "overlay"),
    ("18.09", "18.09", "18 09"),
    ("/var/lib/docker", "var/lib/docker", "var lib docker"),
    ("--rm", "--rm", "rm"),
    ("-it", "-it", "it"),
    ("--no-trunc", "--no-trunc", "no trunc"),
    ("C++", "c++", ""),
    ("c#", "c#", ""),
    ("OOMKilled", "oomkilled", "oom killed"),
    ("CrashLoopBackOff", "crashloopbackoff", "crash loop back off"),
    ("docker-Compose", "docker-compose", "docker compose"),
    ("DockerHub", "dockerhub", "docker hub"),
    ("NO_PROXY", "no_proxy", "no proxy"),
    ("README.md", "readme.md", "readme md"),
    (".dockerignore", "dockerignore", ""),
    ("daemon.json", "daemon.json", "daemon json"),
    ("nginx:1.29", "nginx:1.29", "nginx 29"),
    ("sha256:9c1d", "sha256:9c1d", "sha256 sha 9c1d"),
    ("foo@bar.com", "foo@bar.com", "foo bar com"),
    ("x86_64", "x86_64", "x86 64"),
    ("8080:80", "8080:80", "8080 80"),
    ("10.0.0.0/8", "10.0.0.0/8", "10"),
    ("https://hub.docker.com/", "https://hub.docker.com", "https hub docker com"),
    ("k8s", "k8s", ""),
    ("images", "image", ""),
    ("Ｄｏｃｋｅｒ", "docker", ""),
    ("Café", "cafe", ""),
    ("node.js.", "node.js", "node js"),
    ("(docker)", "docker", ""),
]


@pytest.mark.parametrize(("text", "whole", "parts"), ROWS, ids=[row[0] for row in ROWS])
def test_a_name_is_found_whole_and_by_its_parts(text: str, whole: str, parts: str) -> None:
    found = tokens(text)
    terms = [token.term for token in found]
    help_ = f"help: {text} gave {terms}; `latin.RUN` says what belongs to a name, `pieces` how it is taken apart"
    assert terms == [whole, *parts.split()], help_
    assert all(token.type == "part" for token in found[1:]), help_


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("docker image prune -a", ["docker", "image", "prune", "-a"]),
        ("COPY --from=builder /app .", ["copy", "--from", "from", "builder", "app"]),
        ("docker run -p 8080:80 --name=web", ["docker", "run", "-p", "8080:80", "8080", "80", "--name", "name", "web"]),
        ('CMD ["nginx", "-g", "daemon off;"]', ["cmd", "nginx", "-g", "daemon", "off"]),
        ("Docker镜像", ["docker", "镜像"]),
        ("镜像nginx:latest的大小", ["镜像", "nginx:latest", "nginx", "latest", "的", "大小"]),
        ("no space left on device", ["no", "space", "left", "on", "device"]),
        ("--- / . --", []),
    ],
)
def test_a_command_is_its_words(text: str, terms: list[str]) -> None:
    assert [token.term for token in tokens(text)] == terms


@pytest.mark.parametrize(
    ("text", "offsets"), [("…OOMKilled…", [(1, 10), (1, 4), (4, 10)]), ("  --rm ", [(2, 6), (4, 6)])]
)
def test_parts_point_to_where_they_stand(text: str, offsets: list[tuple[int, int]]) -> None:
    assert [(token.start, token.end) for token in tokens(text)] == offsets


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("images", "image"),
        ("registries", "registry"),
        ("processes", "process"),
        ("patches", "patch"),
        ("boxes", "box"),
        ("containers", "container"),
        ("status", "status"),
        ("redis", "redis"),
        ("macos", "macos"),
        ("windows", "windows"),
        ("https", "https"),
        ("class", "class"),
        ("logs", "log"),
        ("ps", "ps"),
        ("dns", "dns"),
        ("k8s", "k8s"),
        ("镜像s", "镜像s"),
    ],
)
def test_only_english_plurals_lose_their_ending(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed, "help: `latin.stem` knows endings, not words; exceptions are endings too"
