"""A small world of news sites on loopback: the demo and the tests crawl it for real. It imports nothing of ours.

Public face: ``Newsroom`` and the values it hands out (``Site``, ``Item``, ``ExpectedDeal``, ``RequestRecord``).
"""

from newsroom.errors import NewsroomError
from newsroom.newsroom import Newsroom
from newsroom.values import ExpectedAmount, ExpectedDeal, Item, RequestRecord, Site

__all__ = [
    "ExpectedAmount",
    "ExpectedDeal",
    "Item",
    "Newsroom",
    "NewsroomError",
    "RequestRecord",
    "Site",
]
