"""The few changes by the page: joining and parting stories, resting sources; and what a digest would say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from config import Settings
from config.web import WebSettings
from storage import Database
from storage.deal_counts import count_deals
from storage.sources import due_addresses, sync_catalogue
from storage.values import DealQuery
from tests.storage.samples import NOW, source
from tests.web.serving import Site, filled, running


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    database = filled(tmp_path_factory.mktemp("changing"))
    settings = Settings(
        catalogue="none",
        web=WebSettings(changes=True),
        subscriptions=(
            {
                "name": "morning",
                "schedule": "0 8 * * *",
                "channels": ({"type": "chat", "url": "json://localhost"},),
            },
        ),
    )
    with running(database, settings=settings) as site:
        yield site
    database.dispose()


def _post(site: Site, page: str, action: str, **fields: object) -> httpx.Response:
    """Post a form as the page holds it."""
    token = re.search(r'name="token" value="([0-9a-f]+)"', site.get(page).text)
    assert token
    return site.client.post(f"{site.base}{action}", data={"token": token[1], **fields})


def _story_of(site: Site, deal: int) -> int:
    return int(site.get(f"/api/v1/deals/{deal}").json()["story"])


def test_stories_are_joined_and_parted_as_by_the_command(changing: Site) -> None:
    one, other = _story_of(changing, 1), _story_of(changing, 2)
    answer = _post(changing, f"/stories/{one}", f"/stories/{one}/merge", other=other)
    assert answer.status_code == 303
    kept = min(one, other)
    assert answer.headers["location"] == f"/stories/{kept}"
    story = changing.get(f"/api/v1/stories/{kept}").json()
    assert [deal["id"] for deal in story["deals"]] == [1, 2]
    moved = story["articles"][-1]["id"]
    answer = _post(changing, f"/stories/{kept}", f"/stories/{kept}/split", article=[moved])
    new = answer.headers["location"]
    assert [one["id"] for one in changing.get(f"/api/v1{new}").json()["articles"]] == [moved]
    assert f'href="{new}"' in changing.get(f"/stories/{kept}").text, "they are kept apart"


@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("merge", {"other": "abc"}, "Name another story"),
        ("merge", {"other": "{own}"}, "Name another story"),
        ("split", {}, "Choose at least one article"),
        ("split", {"article": 999_999}, "Choose at least one article"),
    ],
)
def test_what_cannot_be_joined_or_parted_is_said(
    changing: Site, action: str, fields: dict[str, object], words: str
) -> None:
    own = _story_of(changing, 5)
    given = {name: str(value).format(own=own) for name, value in fields.items()}
    answer = _post(changing, f"/stories/{own}", f"/stories/{own}/{action}", **given)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_muted_source_is_not_polled_until_it_is_watched_again(changing: Site) -> None:
    def due() -> set[str]:
        with changing.database.read() as session:
            return {address.source_id for address in due_addresses(session, NOW, all_=True)}

    assert _post(changing, "/sources/wire", "/sources/wire/mute", rests="true").status_code == 303
    assert due() == {"zeitung", "ribao"}
    assert "It rests since" in changing.get("/sources/wire").text
    with changing.database.write() as session:
        sync_catalogue(session, {name: source(name) for name in ("wire", "zeitung", "ribao")}, NOW)
    assert due() == {"zeitung", "ribao"}, "the catalogue does not wake it"
    _post(changing, "/sources/wire", "/sources/wire/mute", rests="false")
    assert due() == {"wire", "zeitung", "ribao"}


@pytest.mark.parametrize("action", ["/stories/3/merge", "/stories/3/split", "/sources/wire/mute"])
def test_nothing_is_changed_without_the_form_or_from_another_site(changing: Site, action: str) -> None:
    page = action.rpartition("/")[0]
    token = re.search(r'name="token" value="([0-9a-f]+)"', changing.get(page).text)
    assert token
    for data, headers in (
        ({}, {}),
        ({"token": "0" * 64}, {}),
        ({"token": token[1]}, {"Origin": "https://evil.example"}),
        ({"token": token[1]}, {"Sec-Fetch-Site": "cross-site"}),
        ({"token": token[1]}, {"Sec-Fetch-Site": "same-site"}),
    ):
        answer = changing.client.post(f"{changing.base}{action}", data=data, headers=headers)
        assert answer.status_code == 403


def test_a_page_that_may_not_change_anything_offers_nothing(site: Site) -> None:
    for page in ("/stories/3", "/sources/wire"):
        assert "<form" not in site.get(page).text
    assert site.client.post(f"{site.base}/sources/wire/mute", data={"token": "x"}).status_code == 403


@pytest.mark.parametrize("form", ["html", "text", "json"])
def test_a_digest_is_seen_before_it_is_sent(changing: Site, form: str) -> None:
    assert f"/digests/morning/preview?format={form}" in changing.get("/deliveries").text
    answer = changing.get(f"/digests/morning/preview?format={form}")
    assert answer.status_code == 200
    assert form in answer.headers["content-type"].replace("plain", "text")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert form != "html" or "script" not in policy
    assert changing.get("/digests/nobody/preview").status_code == 404


def test_joined_and_parted_deals_are_found_by_what_they_say_now(tmp_path: Path) -> None:
    database: Database = filled(tmp_path)

    def found(**query: object) -> int:
        with database.read() as session:
            return count_deals(session, DealQuery(**query)).total  # type: ignore[arg-type]

    assert found(query="Werkab") == found(party="Qiabda") == 1
    assert found(party="werkab", languages=("de",)) == 1
    assert found(party="werkab", languages=("en",)) == 0
    assert found(query="Werkab nonsense") == 0
    assert found(query="!?") == 0
    database.dispose()
