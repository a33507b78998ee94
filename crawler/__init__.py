"""From an address to an article: the Scrapy project, feed and page reading, politeness, polling policy.

Public face: ``crawler.runner`` (crawl_once, ResidentCrawl, fetch), ``crawler.reactor.run``,
``crawler.feeds.parse_feed``, ``crawler.pages.extract``; its values are in ``crawler.values``.
"""
