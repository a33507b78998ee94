"""What people see: every page in three languages, filters, paging, and foreign words as words."""

from __future__ import annotations

import gc
import re
from html.parser import HTMLParser

import pytest

from config import Settings
from config.extensions import OrganisationEntry
from storage import Database
from tests.web.serving import DEALS, Site, running

PAGES = (
    "/",
    "/deals",
    "/deals/1",
    "/stories/1",
    "/map",
    "/organisations",
    "/trends",
    "/search?q=签约",
    "/sources",
    "/sources/wire",
    "/deliveries",
    "/status",
)


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", ["en", "de", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_every_language(site: Site, path: str, language: str) -> None:
    answer = site.get(path, headers={"Accept-Language": {"zh": "zh-CN,zh;q=0.9"}.get(language, language)})
    assert answer.status_code == 200
    assert f'<html lang="{ {"zh": "zh-Hans"}.get(language, language) }">' in answer.text


@pytest.mark.parametrize("path", [*PAGES, "/login", "/nothing"])
def test_no_page_runs_a_script_of_its_own_or_asks_anybody_else(site: Site, path: str) -> None:
    answer = site.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag, attributes in _Page(answer.text).tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
        if tag in {"script", "link", "img"}:
            address = attributes.get("src") or attributes.get("href") or ""
            assert address.startswith("/"), (tag, attributes)
        if tag == "script":
            assert attributes["src"] == "/static/htmx.min.js"


def test_hostile_words_are_shown_as_words(site: Site) -> None:
    for path in ("/deals?q=onerror", "/search?q=alert", "/organisations", "/map", "/feeds/deals.json"):
        text = site.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "49" not in re.findall(r"&gt;\u202e?(\d+)", text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in site.get("/deals?q=onerror").text


def test_the_pages_of_a_list_hold_every_deal_once(site: Site) -> None:
    for order in ("newest", "updated", "date", "amount"):
        path: str | None = f"/deals?order={order}"
        seen: list[str] = []
        while path:
            text = site.get(path).text
            seen += re.findall(r'<th scope="row"><a href="/deals/(\d+)"', text)
            more = re.search(r'rel="next" href="([^"]+)"', text)
            path = more[1].replace("&amp;", "&") if more else None
        assert len(seen) == DEALS
        assert len(set(seen)) == DEALS


def test_a_filter_keeps_what_fits_and_stays_in_the_form_and_the_links(site: Site) -> None:
    text = site.get("/deals?kind=acquisition&status=&language=&party=&order=amount").text
    assert "20 deals" in text
    assert '<option value="acquisition" selected>' in text
    assert "/feeds/deals.rss?kind=acquisition&amp;order=amount" in text


def test_deals_are_chosen_by_sector_and_least_sum(site: Site) -> None:
    assert "12 deals" in site.get("/deals?sector=chemicals").text
    # 30 deals have euros: those of 52, 54, 56, 58 and 60 million; yuan never reach it.
    assert "5 deals" in site.get("/deals?min_amount=51000000&sector=").text
    assert site.get("/deals?min_amount=1e15").status_code == 200
    assert "is no sum" in site.get("/deals?min_amount=much").text
    assert site.get("/api/v1/deals?min_amount=51000000").json()["total"] == 5


def test_a_mark_of_the_strip_leads_to_as_many_deals_as_it_says(site: Site) -> None:
    text = site.get("/deals").text
    marks = re.findall(r'<a href="(/deals\?[^"]*since=[^"]*)" aria-label="[^"]*: (\d+) deals?, ', text)
    assert marks
    for address, number in marks[:6]:
        found = site.get(address.replace("&amp;", "&")).text
        assert re.search(rf"<strong>{number} deals?</strong>", found), address


def test_spellings_of_one_place_are_one_mark_on_the_map(site: Site) -> None:
    text = site.get("/map").text
    assert text.count("<circle") == 3
    assert "Suzhou: 30 deals" in text


def test_what_stays_for_good_is_out_of_the_way_of_full_collections(site: Site) -> None:
    site.get("/deals")
    assert gc.get_freeze_count() > 100_000


def test_a_line_of_the_map_leads_from_the_headquarters_to_the_deals_it_counts(site: Site) -> None:
    text = site.get("/map").text
    lines = re.findall(r'<a href="([^"]*)" aria-label="(BASF: [^"]*)"><path', text)
    assert [words for _, words in lines] == ["BASF: Ludwigshafen am Rhein → Suzhou, 6 deals"]
    assert re.search(r"BASF: Ludwigshafen am Rhein → Suzhou</span> <span class=\"number\">6<", text)
    found = site.get(lines[0][0].replace("&amp;", "&")).text
    assert "<strong>6 deals</strong>" in found
    assert 'class="line' not in site.get("/map?place=Kassel").text


def test_lines_begin_at_the_headquarters_of_own_organisations_too(web_database: Database) -> None:
    own = OrganisationEntry(id="basf", side="de", names=("Anilin",), seat="Dresden")
    with running(web_database, settings=Settings(catalogue="none", organisations=(own,))) as found:
        assert "Anilin: Dresden → Suzhou, 6 deals" in found.get("/map").text


def test_a_deal_shows_its_life_cycle_and_the_proving_sentence_in_its_article(site: Site) -> None:
    text = site.get("/deals/2").text
    assert "<mark>Werkab signs with Qiabda.</mark>" in text
    assert '<li class="reached"><span>signed</span>' in text
    assert '<li class="open"><span>completed</span>' in text


@pytest.mark.parametrize("word", ["签约", "Vertrag"])
def test_search_marks_what_it_found(site: Site, word: str) -> None:
    text = site.get(f"/search?q={word}").text
    assert f"<mark>{word}</mark>" in text


def test_the_language_is_remembered(site: Site) -> None:
    answer = site.get("/status?lang=de")
    assert "zhongde_language=de" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "Zustand" in site.get("/status", headers={"Cookie": "zhongde_language=de"}).text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/deals/999999", 404, "There is nothing here."),
        ("/deals/99999999999999999999999", 404, "There is nothing here."),
        ("/deals?kind=merger", 422, "kind: &#39;merger&#39; is none of agreement, investment, acquisition"),
        ("/deals?since=2026-13-01", 422, "write for instance 2026-01-31"),
        ("/deals?cursor=abc", 400, "start again at Deals"),
        ("/sources/none", 404, "There is nothing here."),
        ("/static/../application.py", 404, "There is nothing here."),
    ],
)
def test_what_cannot_be_shown_is_said_in_words(site: Site, path: str, status: int, words: str) -> None:
    answer = site.get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert "Traceback" not in answer.text
