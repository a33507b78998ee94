"""Article addresses: each outlet has its own pattern, and the same item always gets the same address."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from newsroom.values import Outlet

_FIELDS = {
    "yyyy": r"\d{4}",
    "mm": r"\d{2}",
    "dd": r"\d{2}",
    "slug": r"[a-z0-9-]+",
    "number": r"\d{9}",
    "hex": r"[0-9a-f]{32}",
}
_FIELD = re.compile(r"\{(" + "|".join(_FIELDS) + r")\}")


def article_path(outlet: Outlet, item_id: str, moment: datetime, prefix: str = "") -> str:
    """Path of an item's page. Fields of the pattern: yyyy, mm, dd (of ``moment``), slug, number, hex."""
    digest = hashlib.md5(item_id.encode(), usedforsecurity=False).hexdigest()
    values = {
        "yyyy": f"{moment.year:04}",
        "mm": f"{moment.month:02}",
        "dd": f"{moment.day:02}",
        "slug": item_id,
        "number": f"{int(digest[:12], 16) % 900_000_000 + 100_000_000}",
        "hex": digest,
    }
    return prefix + _FIELD.sub(lambda match: values[match[1]], outlet.path)


def article_pattern(outlet: Outlet, base: str) -> str:
    """Regular expression for the addresses of an outlet's articles under ``base`` (``http://host:port``)."""
    pieces = _FIELD.split(outlet.path)
    pattern = "".join(_FIELDS[piece] if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
    prefixes = "|".join(re.escape(path.rstrip("/")) for path in outlet.disallow if path != "/")
    members = f"(?:{prefixes})?" if prefixes else ""
    query = r"(?:\?.*)?" if outlet.tracking else ""
    return f"^{re.escape(base)}{members}{pattern}{query}$"
