"""Extraction measured on GeneralNewsExtractor's Chinese test pages, which carry no labels: these are ours.

Run ``python -m benchmarks.extraction_chinese FOLDER BENCHMARK``. FOLDER is ``tests`` of a checkout of
GeneralNewsExtractor/GeneralNewsExtractor, which is no part of this project; BENCHMARK is a checkout of
article-extraction-benchmark, whose metric is used with each Chinese character as a word. Page by page the element that
holds the article was looked up by eye, and so was the date that readers see. What in it is no text of the article
(notes of the editor, captions, pointers to other pages) is taken out by the second selector or the list of lines. Left
out are a page of topics, one of advertisements, a gallery, and one without an article.
"""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import lxml.html
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from benchmarks.extraction_measure import Labelled, metric_of, print_table
from crawler.decoding import decode

_BEIJING = ZoneInfo("Asia/Shanghai")
_TEXT = {
    "163": ("#endText", "script, style, .ep-source, .gg200x300, .f_center, .video-wrapper"),
    "163/9": ("div.article_box div.content", "script, style, .statement"),
    "baijiahao": ("div.article-content", "script, style"),
    "cjddsb": ("div.single-content", "script, style"),
    "cjn": ("div.TRS_Editor", "script, style"),
    "cmse": ("#content", "script, style"),
    "csdn": ("div.news_content", "script, style"),
    "ednchina": ("div.article-con, div.detail-con", "script, style, .recommend, .row-recommend"),
    "gamersky": ("div.gsAreaContextArt", "script, style"),
    "gsc": ("div.detailCon", "script, style"),
    "guancha": ("div.all-txt", "script, style"),
    "gzggw": ("#zoom", "script, style"),
    "hexun": ("div.art_context", "script, style"),
    "huanqiu": ("div.a-con", "script, style"),
    "ifeng": ("div[class^=text-]", "script, style"),
    "ifeng/3": ("#main_content", "script, style"),
    "mingridapan": ("div.page_art_content", "script, style"),
    "people": ("#rwb_zw", "script, style, .edit, .zdfy, .page_n, .pictext"),
    "qq/2": ("#Cnt-Main-Article-QQ", "script, style"),
    "qq/qq": ("div.content-article", "script, style"),
    "shanxi": ("div.TRS_Editor", "script, style"),
    "sina": ("#article, #artibody", "script, style, .img_wrapper, .show_author, .article-editor, .quotation"),
    "stcn": ("#ctrlfscont", "script, style"),
    "sxmu": ("#vsb_content", "script, style"),
    "thepaper": ("div.news_txt", "script, style"),
    "toutiao": ("div.article-content", "script, style"),
    "wechat": ("#js_content", "script, style"),
    "xds": ("div.statuses-text", "script, style"),
    "xinhuanet": ("#p-detail", "script, style, .p-tags, .tiyi1"),
    "zyyfy": ("#z", "script, style"),
}
"""The article's element and what in it is none, by page or site."""

_LEFT_OUT = {"njxfhn/1", "other/1", "readhub/readhub", "toutiao/2", "thepaper/2", "zsnews/1"}
_NOTE = re.compile(
    r"[（(【\[]?\s*(?:责任编辑|责编|编辑|校对|来源|本文来源|免责声明|原题为|本文原标题|原标题|摄影|图集|点击进入|相关资讯请关注"
    r"|采写|纠错|扫码阅读|阅读全文|（责任).{0,80}|\+1|【\d】.{0,20}|.{0,30}(?:视觉中国 资料|未经允许不得转载.{0,60})"
)
_DATES = """
163/1 2019-09-07, 163/2 2019-09-07, 163/3 2019-09-08, 163/4 2019-09-07, 163/5 2019-09-07, 163/6 2019-09-09,
163/7 2019-11-25, 163/8 2020-02-29, 163/9 2019-05-17, baijiahao/1 2019-10-08, baijiahao/2 2019-09-30,
baijiahao/3 2018-03-08, baijiahao/4 2020-01-14, cjddsb/1 2019-09-23, cjn/1 2020-10-04, cmse/1 2012-06-24,
csdn/1 2014-08-24, ednchina/1 2019-09-25, gamersky/gamersky 2019-09-05, gsc/1 2019-05-18, guancha/2 2019-09-07,
guancha/3 2019-09-09, guancha/guancha 2019-09-07, gzggw/1 2016-11-22, hexun/1 2019-09-26, huanqiu/1 2020-06-05,
ifeng/1 2019-11-25, ifeng/2 2019-09-09, ifeng/3 2020-09-11, ifeng/ifeng 2019-09-07, mingridapan/1 2019-09-26,
people/1 2019-06-15, qq/2 2019-09-23, qq/qq 2019-09-07, shanxi/1 2019-09-18, sina/1 2019-11-25, sina/2 2018-12-28,
sina/3 2019-09-09, sina/4 2019-09-11, sina/5 2019-10-23, sina/sina 2019-09-07, stcn/1 2019-09-26, sxmu/1 2018-05-17,
thepaper/1 2019-09-24, thepaper/3 2020-01-03, thepaper/4 2019-08-13, thepaper/5 2020-06-06, toutiao/3 2019-09-09,
toutiao/4 2019-11-25, toutiao/5 2020-03-09, toutiao/toutiao 2019-09-04, xds/1 2019-09-26, xinhuanet/1 2019-12-10,
zyyfy/1 2019-10-31
"""
_HAN = re.compile("[\u4e00-\u9fff]")


def text_of(page: Path, data: bytes) -> str:
    """The text of the element that holds the article.

    Raises:
        SystemExit: If the page is another one than the selector was made for.
    """
    name = name_of(page)
    selector, without = _TEXT.get(name) or _TEXT[page.parent.name]
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.document_fromstring(decode(data)[0].encode(), parser=parser)
    found = _elements(selector, root)
    if not found:
        raise SystemExit(f"{page} holds no {selector}: it is another version of the page")
    chosen = found[-1]
    for element in _elements(without, chosen):
        element.drop_tree()
    for element in _elements("p, br, div, h1, h2, h3, li, tr, section", chosen):
        element.tail = f"\n{element.tail or ''}"
        element.text = f"\n{element.text or ''}"
    lines = (line.strip() for line in str(chosen.text_content()).split("\n"))
    return "\n".join(line for line in lines if line and not _NOTE.fullmatch(line))


def _elements(selector: str, root: HtmlElement) -> list[HtmlElement]:
    found = CSSSelector(selector)(root)
    return [each for each in found if isinstance(each, HtmlElement)] if isinstance(found, list) else []


def name_of(page: Path) -> str:
    """``163/1`` for ``163/1.html``."""
    return f"{page.parent.name}/{page.stem}"


def parted(text: str) -> str:
    """The text with each Chinese character as a word: the metric compares sequences of words."""
    return _HAN.sub(r" \g<0> ", text)


def main() -> None:
    """Print the table and the pages that are read worst."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("benchmark", type=Path)
    arguments.add_argument("--worst", type=int, default=0)
    options = arguments.parse_args()
    dates = dict(line.split() for line in _DATES.split(",") if line.strip())
    pages = []
    for page in sorted(options.folder.glob("*/*.html")):
        if (name := name_of(page)) in _LEFT_OUT:
            continue
        data = page.read_bytes()
        day = dates.get(name)
        published = None if day is None else datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=_BEIJING)
        pages.append(Labelled(name, data, text_of(page, data), published=published))
    print_table(
        pages,
        metric_of(options.benchmark),
        timezone="Asia/Shanghai",
        worst=options.worst,
        prepared=parted,
    )


if __name__ == "__main__":
    main()
