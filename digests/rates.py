"""Sums in euros by dated reference rates, to compare and filter deals. Always an approximation, and marked so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml

from config.errors import ConfigurationError
from digests.values import EuroAmount
from storage.values import AmountValue

SHIPPED_FILE = "data/exchange_rates.yaml"
_CURRENCY_ALIASES = {"RMB": "CNY", "CNH": "CNY"}


@dataclass(frozen=True, slots=True)
class ReferenceRates:
    """Units of a currency that one euro was worth on average in a year, by currency and year."""

    per_euro: Mapping[str, Mapping[int, Decimal]]

    def to_euros(self, amount: AmountValue, year: int) -> EuroAmount | None:
        """Convert a sum at the average rate of ``year``, or of the nearest year known; None for other currencies."""
        currency = _CURRENCY_ALIASES.get(amount.currency.upper(), amount.currency.upper())
        if currency == "EUR":
            return EuroAmount(amount.value)
        by_year = self.per_euro.get(currency)
        if not by_year:
            return None
        nearest = min(by_year, key=lambda known: (abs(known - year), -known))
        return EuroAmount((amount.value / by_year[nearest]).quantize(Decimal("0.01")), nearest)


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
