"""The spiders of the Scrapy project: ``scrapy list`` names them, ``scrapy crawl feeds -a source=ID`` runs one.

They are for looking at one source while a declaration is written or mended. ``zhongde crawl`` and the daemon do the
same work with the same parts, all kinds of access at once.
"""
