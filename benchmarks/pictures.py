"""Pictures of the newsroom's digest as mail programs show it: ``python -m benchmarks.pictures docs/pictures``.

Needs Chromium. The morning's digest in every language, 360 and 1,000 pixels wide, light and dark, and the review of the
month in two of these looks.
"""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageChops

from benchmarks.newsroom_year import fill, items_of_the_year, look_healthy
from config.settings import Settings
from digests.outbox import preview
from digests.render import render
from storage.database import Database

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
LANGUAGES = ("en", "de", "zh")
ALL_LOOKS = ((360, "light"), (360, "dark"), (1000, "light"), (1000, "dark"))
REVIEW_LOOKS = ((360, "dark"), (1000, "light"))
TALLEST = 15_000
COLOURS = 128
_FRAME = """<!doctype html><meta name="color-scheme" content="light dark">
<style>*{{margin:0;padding:0;border:0}}</style>
<iframe width="{width}" height="{height}" scrolling="no" src="data:text/html;charset=utf-8;base64,{page}"></iframe>"""


def main(folder: Path) -> None:
    """Write all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages():
        for width, scheme in ALL_LOOKS if name.startswith("morning") else REVIEW_LOOKS:
            target = folder / f"{name}-{width}-{scheme}.png"
            picture(page, width, scheme).save(target, optimize=True)
            sys.stdout.write(f"{target} {target.stat().st_size // 1024} KiB\n")


def pages() -> Iterator[tuple[str, str]]:
    """The digest of a morning and the review of a month, in each language, as HTML."""
    with tempfile.TemporaryDirectory() as place:
        database = Database(f"sqlite:///{place}/year.db")
        database.upgrade()
        fill(database, items_of_the_year(NOW, generated=90))
        for language in LANGUAGES:
            look_healthy(database, NOW)
            common = {"timezone": "Europe/Berlin", "language": language}
            settings = Settings(
                catalogue="none",
                subscriptions=(
                    {
                        "name": "morning",
                        "schedule": "0 8 * * *",
                        "group_by": "kind",
                        "max_deals": 7,
                        **common,
                    },
                    {"name": "month", "schedule": "0 8 1 * *", "review": "month", "max_deals": 5, **common},
                ),
            )
            morning = preview(database, settings, "morning", NOW, NOW - timedelta(days=3))
            yield f"morning-{language}", render(morning, "html")
            later = NOW + timedelta(days=7)
            look_healthy(database, later)
            yield f"month-{language}", render(preview(database, settings, "month", later), "html")
        database.dispose()


def picture(page: str, width: int, scheme: str) -> Image.Image:
    """What a page looks like in a window of that width, down to its last line.

    Chromium's own window cannot be narrower than a few hundred pixels: the page stands in a frame.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
    with tempfile.TemporaryDirectory() as place:
        source, shot = Path(place, "page.html"), Path(place, "page.png")
        encoded = base64.b64encode(page.encode()).decode()
        source.write_text(_FRAME.format(width=width, height=TALLEST, page=encoded), encoding="utf-8")
        subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                f"--user-data-dir={place}/profile",
                f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}",
                f"--window-size={width},{TALLEST}",
                f"--screenshot={shot}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return _trimmed(Image.open(io.BytesIO(shot.read_bytes())).convert("RGB"), width)


def _trimmed(shot: Image.Image, width: int) -> Image.Image:
    """Cut off what stands empty below the page, and keep few colours: a page of text needs no more."""
    ground = shot.getpixel((2, shot.height - 2))
    plain = Image.new("RGB", shot.size, ground)
    box = ImageChops.difference(shot, plain).getbbox()
    bottom = min(shot.height, (box[3] if box else 100) + 24)
    return shot.crop((0, 0, width, bottom)).quantize(COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
