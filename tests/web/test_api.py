"""What programs get: JSON in the documented shape, pages, validators, feeds that readers read back."""

from __future__ import annotations

import csv
import io

import feedparser
import jsonschema
import pytest

from tests.web.serving import DEALS, Site


def test_deals_come_a_page_at_a_time_and_each_once(site: Site) -> None:
    seen: list[int] = []
    cursor = ""
    while True:
        page = site.get(
            "/api/v1/deals", params={"limit": 17, **({"cursor": cursor} if cursor else {})}
        ).json()
        assert page["total"] == DEALS
        seen += [deal["id"] for deal in page["deals"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert sorted(seen) == sorted(set(seen))
    assert len(seen) == DEALS


@pytest.mark.parametrize(
    "path",
    [
        "/deals",
        "/deals/{deal}",
        "/stories/{story}",
        "/stories",
        "/articles",
        "/articles/{story}",
        "/digests",
        "/digests/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "/organisations",
        "/sources",
        "/search?q=签约",
        "/deliveries",
    ],
)
def test_answers_have_the_shape_that_the_description_says(site: Site, path: str) -> None:
    description = site.get("/api/v1/openapi.json").json()
    deal = site.get("/api/v1/deals?limit=1").json()["deals"][0]
    answer = site.get("/api/v1" + path.format(deal=deal["id"], story=deal["story"]))
    template = "/api/v1" + path.partition("?")[0].replace("{deal}", "{deal_id}")
    template = template.replace("/articles/{story}", "/articles/{article_id}").replace(
        "{story}", "{story_id}"
    )
    template = template.replace("a" * 32, "{digest_id}")
    shape = description["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json(), {**shape, "components": description["components"]})
    assert answer.json()


def test_each_operation_is_described_with_an_example_that_fits(site: Site) -> None:
    description = site.get("/api/v1/openapi.json").json()
    operations = {path: item["get"] for path, item in description["paths"].items()}
    assert len(operations) >= 17
    for path, operation in operations.items():
        ((media_type, content),) = operation["responses"]["200"]["content"].items()
        example = content["example"]
        assert example, path
        if media_type == "application/json":
            jsonschema.validate(example, {**content["schema"], "components": description["components"]})
        elif media_type == "text/csv":
            assert len(list(csv.DictReader(io.StringIO(example)))) == 1
        elif media_type in {"application/rss+xml", "application/atom+xml"}:
            read = feedparser.parse(example)
            assert (bool(read.bozo), len(read.entries)) == (False, 1), path
        else:
            assert media_type in {"application/feed+json", "application/schema+json"}, path
    digest = operations["/api/v1/digests/{digest_id}"]["responses"]["200"]["content"]["application/json"]
    jsonschema.validate(digest["example"]["content"], site.get("/api/v1/schemas/digest.v1.json").json())


def test_an_answer_that_is_known_is_not_sent_again(site: Site) -> None:
    first = site.get("/api/v1/deals")
    again = site.get("/api/v1/deals", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/deals/0", 422),
        ("/deals/123456", 404),
        ("/deals?limit=0", 422),
        ("/deals?cursor=x", 404),
        ("/search", 422),
    ],
)
def test_errors_are_json(site: Site, path: str, status: int) -> None:
    answer = site.get(f"/api/v1{path}")
    assert answer.status_code == status
    assert answer.json()["detail"]


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feeds_are_read_back_with_stable_ids(site: Site, form: str) -> None:
    address = f"/feeds/deals.{form}?kind=investment"
    first, second = (feedparser.parse(site.get(address).content) for _ in range(2))
    assert not first.bozo
    assert len(first.entries) == 20
    assert [one.id for one in first.entries] == [one.id for one in second.entries]
    assert len({one.id for one in first.entries}) == 20
    assert all(one.published_parsed for one in first.entries)


def test_the_json_feed_has_its_version_and_items(site: Site) -> None:
    feed = site.get("/feeds/deals.json?language=zh").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == 20
    assert all(item["id"].startswith("urn:zhongde:deal:") for item in feed["items"])


def test_hostile_words_stay_words_in_feeds(site: Site) -> None:
    for form in ("rss", "atom"):
        raw = site.get(f"/feeds/deals.{form}?q=onerror").text
        assert "<script" not in raw
        assert "<img" not in raw
        assert len(feedparser.parse(raw).entries) == 1


def test_deals_come_as_a_table_whose_cells_run_nothing(site: Site) -> None:
    answer = site.get("/api/v1/deals.csv?order=amount&kind=investment")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 20
    assert {row["kind"] for row in rows} == {"investment"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize(("direction", "deals"), [("de-cn", 30), ("cn-de", 10)])
def test_a_direction_is_chosen_everywhere(site: Site, direction: str, deals: int) -> None:
    chosen = f"direction={direction}"
    assert site.get(f"/api/v1/deals?{chosen}").json()["total"] == deals
    assert f"<strong>{deals} deals</strong>" in site.get(f"/deals?{chosen}").text
    assert len(feedparser.parse(site.get(f"/feeds/deals.atom?{chosen}").content).entries) == deals
    assert len(list(csv.DictReader(io.StringIO(site.get(f"/api/v1/deals.csv?{chosen}").text)))) == deals
    assert site.get("/api/v1/deals?direction=west").status_code == 422
    assert "is none of de-cn, cn-de" in site.get("/deals?direction=west").text


@pytest.mark.parametrize("path", ["stories", "articles"])
def test_stories_and_articles_come_a_page_at_a_time_and_each_once(site: Site, path: str) -> None:
    seen: list[int] = []
    more: dict[str, object] = {}
    while True:
        page = site.get(f"/api/v1/{path}", params={"limit": 17, **more}).json()
        seen += [one["id"] for one in page[path]]
        if page["next"] is None:
            break
        more = {"cursor" if path == "stories" else "before": page["next"]}
    assert len(seen) == len(set(seen)) >= DEALS
    assert site.get("/api/v1/stories?cursor=abc").status_code == 404


def test_sums_are_bounded_on_both_sides(site: Site) -> None:
    found = site.get("/api/v1/deals?min_amount=2000000&max_amount=8000000&order=amount&limit=200").json()
    sums = [deal["amount"] for deal in found["deals"]]
    assert sums
    assert all(2_000_000 <= one["value"] <= 8_000_000 for one in sums if one["currency"] == "EUR")
    assert any(one["currency"] == "CNY" for one in sums), "others are converted"


def test_the_schema_of_webhooks_is_published(site: Site) -> None:
    answer = site.get("/api/v1/schemas/digest.v1.json")
    assert answer.headers["content-type"] == "application/schema+json"
    jsonschema.Draft202012Validator.check_schema(answer.json())
