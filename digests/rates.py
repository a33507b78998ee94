"""Sums in euros by dated reference rates, to compare and filter deals. Always an approximation, and marked so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from config.yearly_rates import currency_code, nearest_year, yearly_rates
from digests.values import EuroAmount
from storage.rates import rates_since
from storage.values import AmountValue

DAILY_FOR = timedelta(days=40)
"""Deals of so many days are converted at the rate of their day; older ones at their year's average."""

HOLDS_FOR = timedelta(days=7)


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
        currency = currency_code(amount.currency)
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
        nearest = nearest_year(by_year, year)
        return EuroAmount((amount.value / by_year[nearest]).quantize(Decimal("0.01")), nearest)


def rates_at(session: Session, now: datetime) -> ReferenceRates:
    """The rates to convert by now: those of the last days that have been fetched, before the shipped averages."""
    return replace(shipped_rates(), daily=rates_since(session, (now - DAILY_FOR).date()))


def shipped_rates() -> ReferenceRates:
    """The rates that come with the program.

    Raises:
        ConfigurationError: If the shipped file is damaged.
    """
    return ReferenceRates(yearly_rates())
