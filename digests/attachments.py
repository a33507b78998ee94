"""The files that a mail brings: the deals as tables, their dated events as a calendar."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from config.settings import Attachment
from digests.channels.mail_message import MailFile
from digests.render import render_bytes
from digests.values import ComposedDigest

_TYPES: dict[Attachment, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar",
}


def attachments_of(digest: ComposedDigest, wanted: Iterable[Attachment]) -> list[MailFile]:
    """The files of a digest, named after its subscription and day; none if there is nothing to tell."""
    if digest.is_empty:
        return []
    day = digest.composed_at.astimezone(ZoneInfo(digest.timezone)).date().isoformat()
    return [
        MailFile(
            f"{digest.subscription}-{day}.{form}",
            _TYPES[form],
            b64encode(render_bytes(digest, form)).decode("ascii"),
        )
        for form in dict.fromkeys(wanted)
    ]
