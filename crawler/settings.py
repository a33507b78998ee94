"""The settings of the Scrapy project for the ``scrapy`` command; made from ``zhongde.yaml`` like everything else."""

from __future__ import annotations

from config import ConfigurationError, load_settings
from crawler.fetching_settings import PROJECT_SETTINGS, scrapy_settings

try:
    _settings = load_settings()
except ConfigurationError as error:
    raise SystemExit(str(error)) from None

globals().update(scrapy_settings(_settings.fetch))
globals()[PROJECT_SETTINGS] = _settings
