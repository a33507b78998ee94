"""robots.txt as RFC 9309 has it, and the pace at one host, on a clock that needs no waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import FetchSettings
from crawler import fetching_robots
from crawler.fetching_robots import RobotsKeeper
from crawler.politeness import Pace, RobotsRules, product_of, robots_address
from crawler.values import Fetched, FetchFailure

AGENT = "zhongde/1.0 (+https://example.org/about)"


def rules(text: str) -> RobotsRules:
    return RobotsRules(text.encode(), AGENT)


def test_the_group_that_names_us_outranks_the_one_for_all() -> None:
    found = rules("User-agent: *\nDisallow: /\n\nUser-agent: zhongde\nDisallow: /plus/\n")
    assert found.allows("https://example.org/news/1")
    assert not found.allows("https://example.org/plus/1")


def test_the_longest_rule_wins() -> None:
    found = rules("User-agent: *\nDisallow: /a/\nAllow: /a/feed.xml$\n")
    assert found.allows("https://example.org/a/feed.xml")
    assert not found.allows("https://example.org/a/feed.xml?x=1")


def test_an_empty_rule_allows_everything() -> None:
    assert rules("User-agent: *\nDisallow:\n").allows("https://example.org/x")
    assert rules("").allows("https://example.org/x")


def test_the_crawl_delay_is_kept_up_to_a_minute() -> None:
    assert rules("User-agent: *\nCrawl-delay: 7\n").delay == 7.0
    assert rules("User-agent: *\nCrawl-delay: 86400\n").delay == 60.0
    assert rules("User-agent: *\nCrawl-delay: soon\n").delay == 0.0
    assert rules("User-agent: *\nDisallow: /x\n").delay == 0.0


@given(st.binary(max_size=300))
def test_no_robots_txt_is_too_wild(body: bytes) -> None:
    found = RobotsRules(body, AGENT)
    assert found.allows("https://example.org/") in {True, False}
    assert 0.0 <= found.delay <= 60.0


def test_addresses_and_names() -> None:
    assert robots_address("https://example.org:8443/a/b?c#d") == "https://example.org:8443/robots.txt"
    assert product_of(AGENT) == "zhongde"


class Clock(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next thing to do."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def jump(timeout: float | None = None):
            self.moment += timeout or 0.0
            return select(0)

        self._selector.select = jump  # type: ignore[attr-defined]

    def time(self) -> float:
        return self.moment


def on_clock(work: Callable[[], Awaitable[None]]) -> None:
    loop = Clock()
    try:
        loop.run_until_complete(work())
    finally:
        loop.close()


async def ask(pace: Pace, slot: str, times: list[tuple[float, float]], seconds: float = 2.0) -> None:
    loop = asyncio.get_running_loop()
    async with pace.turn(slot):
        began = loop.time()
        await asyncio.sleep(seconds)
        times.append((began, loop.time()))


def test_one_request_at_a_time_with_a_pause_after_it() -> None:
    async def work() -> None:
        pace = Pace(FetchSettings(pause="3s"))  # type: ignore[arg-type]
        times: list[tuple[float, float]] = []
        await asyncio.gather(*(ask(pace, "example.org", times) for _ in range(4)))
        assert times == [(0.0, 2.0), (5.0, 7.0), (10.0, 12.0), (15.0, 17.0)]

    on_clock(work)


def test_hosts_do_not_wait_for_each_other() -> None:
    async def work() -> None:
        pace = Pace(FetchSettings(pause="3s"))  # type: ignore[arg-type]
        times: list[tuple[float, float]] = []
        await asyncio.gather(*(ask(pace, f"{number}.example.org", times) for number in range(10)))
        assert {began for began, _ in times} == {0.0}

    on_clock(work)


def test_a_crawl_delay_longer_than_our_pause_is_kept() -> None:
    async def work() -> None:
        pace = Pace(FetchSettings(pause="1s"))  # type: ignore[arg-type]
        pace.set_crawl_delay("example.org", 20.0)
        times: list[tuple[float, float]] = []
        await asyncio.gather(*(ask(pace, "example.org", times) for _ in range(2)))
        assert [began for began, _ in times] == [0.0, 22.0]

    on_clock(work)


def test_so_many_in_all() -> None:
    async def work() -> None:
        pace = Pace(FetchSettings(concurrency=3))
        times: list[tuple[float, float]] = []
        await asyncio.gather(*(ask(pace, f"{number}.example.org", times) for number in range(7)))
        assert sorted(began for began, _ in times) == [0.0, 0.0, 0.0, 2.0, 2.0, 2.0, 4.0]

    on_clock(work)


@pytest.mark.parametrize(
    ("allow", "slot", "own"),
    [
        (["127.0.0.1:8099"], "127.0.0.1:8099", True),
        (["localhost:80"], "localhost", True),
        (["10.0.0.5:80"], "10.0.0.5", False),
        (["127.0.0.1:8099"], "127.0.0.1:8098", False),
    ],
)
def test_only_ones_own_loopback_hosts_need_no_pause(allow, slot, own) -> None:
    async def work() -> None:
        pace = Pace(FetchSettings(allow=allow))
        pace.set_crawl_delay(slot, 5.0)
        times: list[tuple[float, float]] = []
        await asyncio.gather(*(ask(pace, slot, times) for _ in range(2)))
        assert (times[1][0] == 0.0) is own

    on_clock(work)


def test_a_turn_is_given_back_when_its_user_is_cancelled() -> None:
    async def work() -> None:
        pace = Pace(FetchSettings())
        times: list[tuple[float, float]] = []
        first = asyncio.create_task(ask(pace, "example.org", times, seconds=1000.0))
        await asyncio.sleep(1)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await ask(pace, "example.org", times)
        assert times == [(2.0, 4.0)]

    on_clock(work)


class Site:
    """Stands for the network: answers robots.txt, or fails."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer: bytes | FetchFailure = b""

    async def get(self, url: str, *, accept: str, robots: bool, light: bool) -> Fetched:
        assert light
        assert not robots
        self.asked += 1
        if isinstance(self.answer, FetchFailure):
            raise self.answer
        return Fetched(url, url, 200, {}, self.answer)


async def verdict(keeper: RobotsKeeper, url: str = "https://example.org/private") -> str:
    try:
        await keeper.require(url)
    except FetchFailure as failure:
        return failure.kind
    return "allowed"


def test_robots_txt_is_kept_for_a_day() -> None:
    async def work() -> None:
        site, chosen = Site(), FetchSettings()
        keeper = RobotsKeeper(site.get, chosen, Pace(chosen))
        site.answer = b"User-agent: *\nDisallow: /private\n"
        assert await asyncio.gather(*(verdict(keeper) for _ in range(5))) == ["robots"] * 5
        site.answer = b""
        await asyncio.sleep(23 * 3600)
        assert (await verdict(keeper), site.asked) == ("robots", 1)
        await asyncio.sleep(2 * 3600)
        assert (await verdict(keeper), site.asked) == ("allowed", 2)

    on_clock(work)


def test_a_robots_txt_that_cannot_be_read_forbids_everything_for_a_while() -> None:
    async def work() -> None:
        site, chosen = Site(), FetchSettings()
        keeper = RobotsKeeper(site.get, chosen, Pace(chosen))
        site.answer = FetchFailure("timeout", "slow")
        assert await verdict(keeper) == "timeout"
        site.answer = FetchFailure("not_found", "none", 404)
        assert (await verdict(keeper), site.asked) == ("timeout", 1)
        await asyncio.sleep(301)
        assert (await verdict(keeper), site.asked) == ("allowed", 2)
        site.answer = FetchFailure("busy", "too many", 429, 7200.0)
        await asyncio.sleep(24 * 3600)
        assert await verdict(keeper) == "busy"
        await asyncio.sleep(3600)
        assert (await verdict(keeper), site.asked) == ("busy", 3)
        await asyncio.sleep(3601)
        assert (await verdict(keeper), site.asked) == ("busy", 4)

    on_clock(work)


async def test_of_more_sites_than_are_kept_robots_txt_is_not_asked_again_for_lists(monkeypatch) -> None:
    """With a hundred thousand sources it would be asked with each poll otherwise."""
    monkeypatch.setattr(fetching_robots, "_KEPT_SITES", 1)
    asked: list[str] = []

    async def get(url: str, *, accept: str, robots: bool, light: bool) -> Fetched:
        asked.append(url)
        return Fetched(url, url, 200, {}, b"User-agent: *\nDisallow: /private\n")

    keeper = RobotsKeeper(get, FetchSettings(), Pace(FetchSettings()))
    for _ in range(3):
        for host in ("one.example", "two.example", "three.example"):
            await keeper.require(f"https://{host}/feed", again=True)
    assert len(asked) == 3
    with pytest.raises(FetchFailure):
        await keeper.require("https://one.example/private", again=True)
