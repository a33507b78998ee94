"""Reference rates: by which sums in other currencies are told in euros."""

from __future__ import annotations

from pydantic import Field, field_validator

from config.declarations import Declaration, require_http_url


class RatesSettings(Declaration):
    """The shipped yearly averages always work; the daily rates of the European Central Bank are nearer."""

    daily: bool = Field(
        True, description="Let 'zhongde run' ask the European Central Bank for its rates, once a working day."
    )
    address: str = Field(
        "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml", description="Where they are."
    )

    @field_validator("address")
    @classmethod
    def _http(cls, value: str) -> str:
        return require_http_url(value)
