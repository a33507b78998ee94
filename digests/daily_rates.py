"""The European Central Bank's reference rates of the day: when they are due, how they are fetched and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import defusedxml.ElementTree
import httpx
from defusedxml.common import DefusedXmlException
from holidays import financial_holidays

from config.settings import Settings
from digests.outside_text import host_of
from guard.addresses import AddressGuard, ForbiddenAddress
from guard.client import guarded_client
from storage.database import Database
from storage.rates import newest_rates_day, record_rates

MAX_BYTES = 256 * 1024
_FRANKFURT = ZoneInfo("Europe/Berlin")
_PUBLISHED = time(16, 30)
"""The bank publishes around 16:00 on its working days, and asks nobody to be there on the minute."""

_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
_LEAST, _MOST = Decimal("0.0001"), Decimal(10) ** 9


class UnusableRates(Exception):  # noqa: N818, the word says it
    """Rates that could not be had. The text says why."""


@dataclass(frozen=True, slots=True)
class DailyRates:
    """How many units of each currency one euro was worth on a day."""

    day: date
    per_euro: Mapping[str, Decimal]


def due_day(now: datetime) -> date:
    """The last day whose rates are out: a working day of the bank (TARGET), from half past four on."""
    local = now.astimezone(_FRANKFURT)
    day = local.date() if local.time() >= _PUBLISHED else local.date() - timedelta(days=1)
    while day.weekday() >= 5 or day in financial_holidays("ECB", years=day.year):
        day -= timedelta(days=1)
    return day


def read_rates(document: bytes) -> DailyRates:
    """Read the bank's XML.

    Raises:
        UnusableRates: If it is something else, or holds no usable rate.
    """
    try:
        root = defusedxml.ElementTree.fromstring(document)
        cube = next(one for one in root.iter(_CUBE) if one.get("time"))
        day = date.fromisoformat(cube.get("time") or "")
        stated = {
            one.get("currency") or "": Decimal(one.get("rate") or "")
            for one in cube.iter(_CUBE)
            if one.get("rate")
        }
    except (defusedxml.ElementTree.ParseError, DefusedXmlException, StopIteration, ValueError, LookupError):
        raise UnusableRates("the answer is no table of rates") from None
    except InvalidOperation:
        raise UnusableRates("the answer holds a rate that is no number") from None
    usable = {
        currency: rate
        for currency, rate in stated.items()
        if len(currency) == 3
        and currency.isascii()
        and currency.isupper()
        and rate.is_finite()
        and _LEAST <= rate <= _MOST
        and len(str(rate)) <= 32
    }
    if not usable:
        raise UnusableRates("the answer holds no rates")
    return DailyRates(day, usable)


async def fetch_rates(settings: Settings) -> DailyRates:
    """Fetch the rates of the last day: one request to the address of the settings, judged like every other.

    Raises:
        UnusableRates: If they cannot be had.
    """
    address = settings.rates.address
    guard = AddressGuard(settings.fetch.allow)
    headers = {"User-Agent": settings.fetch.user_agent}
    document = b""
    try:
        async with (
            guarded_client(guard, timeout=settings.fetch.timeout.total_seconds(), headers=headers) as client,
            client.stream("GET", address) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise UnusableRates(f"{host_of(address)} answered {answer.status_code}")
            async for part in answer.aiter_bytes(16 * 1024):
                document += part
                if len(document) > MAX_BYTES:
                    raise UnusableRates(f"{host_of(address)} sent more than {MAX_BYTES} bytes")
    except (httpx.HTTPError, ForbiddenAddress) as error:
        raise UnusableRates(
            f"{host_of(address)} cannot be reached: {error or type(error).__name__}"
        ) from None
    return read_rates(document)


async def update_rates(database: Database, settings: Settings, now: datetime) -> DailyRates | None:
    """Fetch and keep the rates of the last day that has some; None if they are kept already.

    Raises:
        UnusableRates: If they cannot be had; the yearly averages serve meanwhile.
        StorageError: If the database cannot be used.
    """
    with database.read() as session:
        newest = newest_rates_day(session)
    if newest is not None and newest >= due_day(now):
        return None
    rates = await fetch_rates(settings)
    if rates.day > now.astimezone(_FRANKFURT).date():
        raise UnusableRates(f"the rates are those of {rates.day}, which is still to come")
    with database.write() as session:
        record_rates(session, rates.day, rates.per_euro)
    return rates
