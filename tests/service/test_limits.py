"""A client gets its share, no more, and is told when to come again."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.limits import LONGEST_CHOICE, MOST_CLIENTS, RateLimiter, client_of


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_no_rate_is_no_limit() -> None:
    assert RateLimiter.parse("") is None


def test_a_burst_as_large_as_the_rate_passes_and_no_more() -> None:
    limiter = RateLimiter(5, 1.0, Clock())
    assert [limiter.wait("a") == 0 for _ in range(7)] == [True] * 5 + [False] * 2


def test_one_more_passes_after_the_wait_that_was_told() -> None:
    clock = Clock()
    limiter = RateLimiter(2, 60.0, clock)
    assert limiter.wait("a") == limiter.wait("a") == 0
    wait = limiter.wait("a")
    assert wait == pytest.approx(30.0)
    clock.now += wait
    assert limiter.wait("a") == 0
    assert limiter.wait("a") > 0


def test_clients_do_not_share() -> None:
    limiter = RateLimiter(1, 60.0, Clock())
    assert limiter.wait("a") == 0
    assert limiter.wait("b") == 0
    assert limiter.wait("a") > 0


def test_memory_is_bounded() -> None:
    limiter = RateLimiter(1, 60.0, Clock())
    for number in range(MOST_CLIENTS + 10):
        limiter.wait(str(number))
    assert len(limiter._free_at) == MOST_CLIENTS


@given(st.integers(1, 20), st.lists(st.floats(0, 3), max_size=200))
def test_no_window_ever_sees_more_than_twice_the_rate(count: int, gaps: list[float]) -> None:
    clock = Clock()
    limiter = RateLimiter(count, 1.0, clock)
    passed = []
    for gap in gaps:
        clock.now += gap
        if limiter.wait("a") == 0:
            passed.append(clock.now)
    for begin in passed:
        assert sum(begin <= moment < begin + 1 for moment in passed) <= 2 * count


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("no:address", "no:address", True),
    ],
)
def test_a_client_of_ipv6_is_its_network(one: str, other: str, same: bool) -> None:
    assert (client_of(one) == client_of(other)) is same


@pytest.mark.parametrize("host", ["a; script-src *", 'a"><script>', "[::1", "localhost:abc", "a,b", "a b"])
@pytest.mark.parametrize("path", ["/demo/", "/opensearch.xml", "/api/v1/stats"])
def test_what_is_no_host_is_refused(client: FlaskClient, host: str, path: str) -> None:
    response = client.get(path, headers={"Host": host})
    assert response.status_code == 400
    assert "script-src *" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["docs.example.org", "docs.example.org:8443", "[::1]:8000", "xn--fsqu00a.example"])
def test_what_is_a_host_is_not(client: FlaskClient, host: str) -> None:
    assert client.get("/demo/", headers={"Host": host}).status_code == 200


def test_what_is_too_long_to_choose_by_is_not_read(client: FlaskClient) -> None:
    tag = client.get("/api/v1/stats").headers["ETag"]
    long = ", ".join([tag, *['"x"'] * LONGEST_CHOICE])
    assert client.get("/api/v1/stats", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/api/v1/stats", headers={"If-None-Match": long}).status_code == 200
    refused = {"Accept": "text/nothing;q=0.1," * 5000}
    assert client.get("/api/v1/graph", headers=refused).status_code == 200
    assert "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": "br;q=0.1," * 5000}).headers
