"""The shipped reference rates: what a euro was worth in other currencies, on the average of each year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml

from config.errors import ConfigurationError

RATES_FILE = "data/exchange_rates.yaml"
_ALIASES = {"RMB": "CNY", "CNH": "CNY"}


def currency_code(text: str) -> str:
    """The usual code of a currency: CNY for RMB."""
    return _ALIASES.get(text.upper(), text.upper())


@cache
def yearly_rates() -> Mapping[str, Mapping[int, Decimal]]:
    """Units of a currency that one euro was worth, by currency and year.

    Raises:
        ConfigurationError: If the shipped file is damaged.
    """
    text = files("config").joinpath(RATES_FILE).read_text(encoding="utf-8")
    try:
        table = yaml.safe_load(text)["per_euro"]
        return {
            currency: {int(year): Decimal(str(rate)) for year, rate in years.items()}
            for currency, years in table.items()
        }
    except (yaml.YAMLError, KeyError, AttributeError, TypeError, ValueError, ArithmeticError) as error:
        raise ConfigurationError(
            f"is damaged: {error}", remedy="Install zhongde again.", source=f"config/{RATES_FILE}"
        ) from None


def nearest_year(rates: Mapping[int, Decimal], year: int) -> int:
    """The year of a currency's rates that is nearest, the later of two."""
    return min(rates, key=lambda known: (abs(known - year), -known))


def euros_in_year(value: Decimal, currency: str, year: int) -> Decimal | None:
    """A sum in euros at the average rate of a year, or of the nearest year known; None for a currency without rates."""
    code = currency_code(currency)
    if code == "EUR":
        return value
    rates = yearly_rates().get(code)
    return value / rates[nearest_year(rates, year)] if rates else None
