"""The settings of the Scrapy project, from ours. Every default that matters for safety is stated."""

from __future__ import annotations

from typing import Any

from config.settings import FetchSettings

FETCH_SETTINGS = "ZHONGDE_FETCH"
"""Name under which components find our own settings of requests."""

PROJECT_SETTINGS = "ZHONGDE_SETTINGS"
"""Name under which the spiders of the Scrapy project find all our settings."""

ENGINE_CONCURRENCY = 10_000


def scrapy_settings(fetch: FetchSettings) -> dict[str, Any]:
    """Scrapy's settings for requests as ``fetch`` wants them.

    Redirects, robots.txt, pacing, unpacking, time limits and retries are not left to Scrapy's middlewares but done in
    :class:`crawler.fetching.Fetcher`, once for all that is fetched. AutoThrottle stays off: it would only ever slow
    down a pace that is fixed by ``fetch.pause`` and robots.txt, and its guesses would differ from run to run.
    """
    builtin = "scrapy.downloadermiddlewares"
    return {
        FETCH_SETTINGS: fetch,
        "BOT_NAME": "zhongde",
        "USER_AGENT": fetch.user_agent,
        "SPIDER_MODULES": ["crawler.spiders"],
        "NEWSPIDER_MODULE": "crawler.spiders",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "TWISTED_DNS_RESOLVER": "crawler.reactor.ProjectResolver",
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.middlewares.FetchMiddleware": 100,
            f"{builtin}.offsite.OffsiteMiddleware": None,
            f"{builtin}.robotstxt.RobotsTxtMiddleware": None,
            f"{builtin}.httpauth.HttpAuthMiddleware": None,
            f"{builtin}.downloadtimeout.DownloadTimeoutMiddleware": None,
            f"{builtin}.defaultheaders.DefaultHeadersMiddleware": None,
            f"{builtin}.useragent.UserAgentMiddleware": None,
            f"{builtin}.retry.RetryMiddleware": None,
            f"{builtin}.redirect.MetaRefreshMiddleware": None,
            f"{builtin}.redirect.RedirectMiddleware": None,
            f"{builtin}.cookies.CookiesMiddleware": None,
            f"{builtin}.httpcompression.HttpCompressionMiddleware": None,
            f"{builtin}.httpproxy.HttpProxyMiddleware": None,
            f"{builtin}.stats.DownloaderStats": None,
            f"{builtin}.httpcache.HttpCacheMiddleware": None,
        },
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        },
        "ITEM_PIPELINES": {"crawler.pipelines.StoringPipeline": 100},
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.fetching_handler.BoundedHandler",
            "https": "crawler.fetching_handler.BoundedHandler",
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_TIMEOUT": fetch.timeout.total_seconds(),
        "DOWNLOAD_MAXSIZE": fetch.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_DELAY": 0,
        # The pace is kept in crawler.politeness; here nothing may queue a second time.
        "CONCURRENT_REQUESTS": ENGINE_CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": fetch.concurrency,
        "AUTOTHROTTLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "COMPRESSION_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "REFERRER_POLICY": "scrapy.spidermiddlewares.referer.NoReferrerPolicy",
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "HTTPERROR_ALLOWED_CODES": [304],
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "LOGSTATS_INTERVAL": 0,
        "EXTENSIONS": {"scrapy.extensions.logstats.LogStats": None},
        "LOG_LEVEL": "INFO",
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    }
