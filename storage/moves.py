"""Addresses that have moved for good (RFC 9110, 15.4.2 and 15.4.9): when the new one is taken, and when given back.

One redirect proves little: sites send 301 by mistake, and so do hotel networks. So the new address is taken once it has
brought the list itself in several polls over days, and given back as soon as it fails for good or repeatedly.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from storage.tables import Address
from storage.values import PollOutcome

POLLS = 3
"""Polls that must have been led to the same new address."""

OVER = timedelta(days=2)
"""Time that must lie between the first of them and the last."""

FAILURES = 3
"""Failures in a row after which a new address is given back."""


def follow_move(address: Address, outcome: PollOutcome) -> None:
    """Keep what a poll tells of an address's move. Call it after the poll's failures have been counted."""
    if outcome.result == "failed":
        if address.adopted_url and (address.failures >= FAILURES or outcome.status in {404, 410}):
            give_back(address)
        return
    target = outcome.moved_to
    if target is None:
        return
    if not target or _is_downgrade(address.adopted_url or address.url, target):
        _forget(address)
        return
    if address.moved_to != target:
        address.moved_to, address.moved_since, address.moved_polls = target, outcome.at, 0
    address.moved_polls += 1
    since = address.moved_since
    if address.moved_polls >= POLLS and since is not None and outcome.at - since >= OVER:
        address.adopted_url = "" if target == address.url else target
        _forget(address)


def give_back(address: Address) -> None:
    """Poll the declared address again; its validators belonged to the other one."""
    address.adopted_url = ""
    address.etag = address.last_modified = None
    _forget(address)


def _forget(address: Address) -> None:
    address.moved_to, address.moved_since, address.moved_polls = "", None, 0


def _is_downgrade(old: str, new: str) -> bool:
    """Whether a move would give up the encrypted connection: anybody on the way could have sent it."""
    return urlsplit(old).scheme == "https" and urlsplit(new).scheme != "https"
