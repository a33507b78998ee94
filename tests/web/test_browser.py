"""The pages in a real browser: filtering as one types, language, phone width, keyboard, accessibility by axe-core."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from config.web import WebSettings
from storage import Database
from tests.web.serving import Site, filled, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which no error may be written to the console, and from which nobody else is asked."""
    context = browser.new_context(locale="en-GB")
    found = context.new_page()
    problems: list[str] = []
    found.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: problems.append(str(error)))
    found.on(
        "request",
        lambda request: None if request.url.startswith("http://127.0.0.1:") else problems.append(request.url),
    )
    yield found
    context.close()
    assert problems == []


def test_choosing_a_kind_filters_without_a_new_page(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/deals")
    page.evaluate("window.stayed = true")
    page.select_option("select[name=kind]", "acquisition")
    page.wait_for_selector("#results .total:has-text('20')")
    assert page.evaluate("window.stayed")
    assert "kind=acquisition" in page.url
    page.click("text=Show all")
    assert "60 deals" in page.text_content("#results")  # type: ignore[operator]


def test_paging_and_a_deal_by_keyboard(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/deals")
    first = page.text_content("tbody th a")
    page.click("a[rel=next]")
    assert page.text_content("tbody th a") != first
    page.focus("tbody th a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deals/*")
    assert page.text_content("mark")


@pytest.mark.parametrize("word", ["签约", "Vertrag"])
def test_search_finds(page: Page, site: Site, word: str) -> None:
    page.goto(f"{site.base}/search")
    page.fill("#q", word)
    page.keyboard.press("Enter")
    page.wait_for_selector("#results mark")
    assert page.text_content("#results mark", timeout=5000).casefold() == word.casefold()  # type: ignore[union-attr]


def test_the_language_is_switched_and_kept(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/deals?kind=investment")
    page.click("text=中文")
    assert page.get_attribute("html", "lang") == "zh-Hans"
    assert "kind=investment" in page.url
    page.click("nav >> text=地图")
    assert page.text_content("h1") == "项目分布"


def test_a_circle_of_the_map_leads_to_its_deals(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/map")
    page.focus("svg a[aria-label^='Kassel']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deals?place=Kassel")
    assert "15 deals" in page.text_content("#results")  # type: ignore[operator]


def test_a_line_of_the_map_is_reached_by_keyboard_and_leads_to_its_deals(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/map")
    line = page.locator("svg a[aria-label^='BASF: Ludwigshafen']")
    line.focus()
    assert line.evaluate("one => getComputedStyle(one.querySelector('path')).strokeOpacity") == "1"
    page.keyboard.press("Enter")
    page.wait_for_url("**/deals?organisation=basf&place=Suzhou")
    assert "6 deals" in page.text_content("#results")  # type: ignore[operator]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/deals", "/deals/1", "/stories/1", "/map", "/organisations", "/trends", "/search?q=签约", "/sources", "/sources/wire", "/deliveries", "/status", "/login"]
)  # fmt: skip
def test_accessibility(browser: Browser, site: Site, path: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.base}{path}")
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    context.close()
    assert [
        (one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found["violations"]
    ] == []


@pytest.mark.parametrize("width", [360, 390, 1600])
@pytest.mark.parametrize(
    "path",
    [
        "/deals",
        "/deals/1",
        "/stories/1",
        "/map",
        "/organisations",
        "/trends",
        "/search?q=Vertrag",
        "/sources",
        "/sources/wire",
        "/deliveries",
        "/status",
    ],
)
def test_no_page_is_wider_than_its_window(page: Page, site: Site, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.base}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_works_without_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{site.base}/deals")
    page.select_option("select[name=status]", "blocked")
    page.click("text=Show >> nth=0")
    assert "15 deals" in page.text_content("#results")  # type: ignore[operator]
    context.close()


def test_a_failed_message_is_sent_again_by_its_button(browser: Browser, tmp_path: Path) -> None:
    database = filled(tmp_path)
    with running(database, WebSettings(changes=True)) as site:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(f"{site.base}/deliveries?state=failed")
        page.click("tbody th a")
        page.click("text=Send again")
        page.wait_for_selector(".badge.state-pending")
        context.close()
    database.dispose()


def test_stories_are_parted_by_their_boxes(browser: Browser, tmp_path: Path) -> None:
    database = filled(tmp_path)
    with running(database, WebSettings(changes=True)) as site:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(f"{site.base}/deals/1")
        page.click("text=All articles that belong together")
        page.fill("input[name=other]", str(site.get("/api/v1/deals/2").json()["story"]))
        page.click("text=Join >> nth=-1")
        page.wait_for_selector("input[type=checkbox] >> nth=1")
        page.check("input[type=checkbox] >> nth=1")
        page.click("text=Move the chosen articles")
        page.wait_for_selector("text=Kept apart from story")
        context.close()
    database.dispose()


def test_the_rest_of_the_filter_unfolds_and_filters(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/deals")
    page.click("summary")
    page.select_option("select[name=direction]", "cn-de")
    page.wait_for_selector("#results .total:has-text('10')")
    page.reload()
    assert page.is_visible("select[name=direction]"), "what is chosen stays in sight"


def test_people_log_in(browser: Browser, web_database: Database) -> None:
    with running(web_database, WebSettings(token="a-long-token-for-the-tests"), host="0.0.0.0") as site:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(f"{site.base}/map")
        page.fill("input[name=password]", "a-long-token-for-the-tests")
        page.click("button")
        page.wait_for_url("**/map")
        assert page.text_content("h1") == "Where deals lie"
        context.close()
