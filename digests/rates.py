"""Sums in euros by dated reference rates, to compare and filter deals. Always an approximation, and marked so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml
from sqlmodel import Session

from config.errors import ConfigurationError
from digests.values import EuroAmount
from storage.rates import rates_since
from storage.values import AmountValue

SHIPPED_FILE = "data/exchange_rates.yaml"
DAILY_FOR = timedelta(days=40)
"""Deals of so many days are converted at the rate of their day; older ones at their year's average."""

HOLDS_FOR = timedelta(days=7)
_CURRENCY_ALIASES = {"RMB": "CNY", "CNH": "CNY"}


@dataclass(frozen=True, slots=True)
class ReferenceRates:
    """Units of a currency that one euro was worth: on average in a year, by currency and year, and on single days."""

    per_euro: Mapping[str, Mapping[int, Decimal]]
    daily: Mapping[date, Mapping[str, Decimal]] = field(default_factory=dict)

    def to_euros(self, amount: AmountValue, year: int, day: date | None = None) -> EuroAmount | None:
        """Convert a sum; None for a currency without rates.

        The rate is that of ``day`` or the last one known in the week before, for there are none of days off; else
        the average of ``year``, or of the nearest year known.
        """
        currency = _CURRENCY_ALIASES.get(amount.currency.upper(), amount.currency.upper())
        if currency == "EUR":
            return EuroAmount(amount.value)
        if day is not None:
            for known in sorted(self.daily, reverse=True):
                if timedelta() <= day - known <= HOLDS_FOR and currency in self.daily[known]:
                    euros = (amount.value / self.daily[known][currency]).quantize(Decimal("0.01"))
                    return EuroAmount(euros, rate_day=known)
        by_year = self.per_euro.get(currency)
        if not by_year:
            return None
        nearest = min(by_year, key=lambda known: (abs(known - year), -known))
        return EuroAmount((amount.value / by_year[nearest]).quantize(Decimal("0.01")), nearest)


def rates_at(session: Session, now: datetime) -> ReferenceRates:
    """The rates to convert by now: those of the last days that have been fetched, before the shipped averages."""
    return replace(shipped_rates(), daily=rates_since(session, (now - DAILY_FOR).date()))


@cache
def shipped_rates() -> ReferenceRates:
    """The rates that come with the program.

    Raises:
        ConfigurationError: If the shipped file is damaged.
    """
    text = files("config").joinpath(SHIPPED_FILE).read_text(encoding="utf-8")
    try:
        table = yaml.safe_load(text)["per_euro"]
        return ReferenceRates(
            {
                currency: {int(year): Decimal(str(rate)) for year, rate in years.items()}
                for currency, years in table.items()
            }
        )
    except (yaml.YAMLError, KeyError, AttributeError, TypeError, ValueError, ArithmeticError) as error:
        raise ConfigurationError(
            f"is damaged: {error}", remedy="Install zhongde again.", source=f"config/{SHIPPED_FILE}"
        ) from None
