"""The words by which page furniture, walls and error pages give themselves away, in three languages."""

from __future__ import annotations

import re


def _any(*forms: str) -> str:
    return "(?:" + "|".join(forms) + ")"


def _compiled(*forms: str) -> re.Pattern[str]:
    return re.compile(_any(*forms), re.IGNORECASE)


STRONG_MARKS = frozenset(
    """
    share sharing shares sharebar sharebox social socials teilen bdsharebuttonbox cookie cookies consent gdpr cmp
    onetrust usercentrics newsletter newsletters subscribe subscription signup abo advert advertisement
    advertisements adverts ad ads adv anzeige anzeigen werbung sponsored sponsor sponsors promo promotion promos
    taboola outbrain adsense adslot guanggao related recommend recommended recommendation recommendations recirc
    recirculation teaser teasers mostread popular trending readmore xgxw xiangguan tuijian comment comments disqus
    kommentar kommentare respond pinglun breadcrumb breadcrumbs crumb crumbs pfad brotkrumen nav navigation navbar
    menu menue footer sidebar widget widgets caption captions figcaption bildunterschrift credit credits popup modal
    overlay lightbox dialog banner pagination pager blaettern paging toolbar visuallyhidden screenreader qrcode ewm
    shengming disclaimer contact kontakt masthead login register skiplink backtotop
    """.split()  # noqa: SIM905, a list of words is best read as text
)
"""Words of class names and ids that say: no text of the article, unless most of its paragraphs are inside."""

WEAK_MARKS = frozenset(
    """
    meta metadata info byline author authors autor date datum time pubtime dateline kicker source tools tool print
    tags tag taglist keywords stand editor zrbj bianji copyright statement position breaking reading timestamp
    published updated follow topics categories category rating vote hits correction dachzeile lesezeit merken
    drucken rights eyebrow sr hidden
    """.split()  # noqa: SIM905, a list of words is best read as text
)
"""Words that say so of short elements only."""

AD_LINE = _compiled(
    *(
        "advertisement",
        "advertising",
        "anzeige",
        "werbung",
        "广告",
        "sponsored content",
        "skip advertisement",
    ),
    *(
        "auch interessant",
        "lesen sie auch:?",
        "mehr zum thema:?",
        "das könnte sie auch interessieren:?",
        "read also:?",
    ),
    *(
        "weitere informationen",
        "ein klick für den datenschutz",
        "placeholder image.{0,10}",
        "read next",
        "mehr dazu",
    ),
    *(
        ".{0,20}box aufklappen.{0,40}",
        "(?:bild|galerie) (?:vergrößern|öffnen|anzeigen)",
        "bildrechte:.{0,80}",
    ),
    *("article continues below.{0,40}", "story continues below.{0,40}"),
    *(
        "empfohlener (?:redaktioneller|externer) inhalt",
        "an dieser stelle (?:findest|finden) .{0,80}(?:externe|drittanbieter|inhalte? von).{0,160}",
        "(?:du kannst|sie können) .{0,20}mit (?:einem|nur einem) klick .{0,120}",
        "für die darstellung von .{0,80}(?:nutzen|verwenden) wir .{0,300}",
        ".{0,120}affiliate[- ]links?\\b.{0,300}",
    ),
)
SHARE_LINE = _compiled(
    r"share(?: this)?(?: article| story)?(?:\s*[:|·].{0,60})?",
    r"(?:teilen|merken|drucken|print|copy link|tweet)(?:\s*[|·].{0,60})?",
    r"分享(?:到|至|按钮)?.{0,30}",
    r"【?(?:打印|打印本页|字号|扫一扫|微信扫码).{0,40}",
)
CREDIT_LINE = _compiled(
    r"(?:photo|image|picture|bild|foto|图片?(?:来源)?|摄影|photo by|foto von|credit)\s*[:：/©].{0,80}",
    r"©.{0,80}",
    r"\((?:photo|foto|bild)\b[^.]{0,60}\)",
)
HEAD_LINE = _compiled(
    r"(?:by|von|news provided by|published|posted|updated|veröffentlicht|stand|quelle|source)\b.{0,120}",
    r"[（(【]?\s*(?:本文)?原标题\s*[:：].{0,160}",
    r"(?:来源|作者|记者|编辑|文|发布时间|发布日期|时间|责任编辑|浏览次数)\s*[:：/／|].{0,120}",
)
TAIL_LINE = _compiled(
    r"(?:source|quelle)[:\s].{2,100}",
    r"[(（【\[]?\s*(?:责任编辑|责编|编辑|作者|校对|来源|审核|监制|初审|终审|撰文|记者|翻译)\s*[:：].{0,60}",
    r"【[^】]{0,10}(?:声明|打印|关闭|纠错)[^】]{0,20}】.{0,200}",
    r"[(（]?(?:免责|版权|特别)?声明\s*[:：].{0,220}",
    r"ansprechpartner(?:in)?\b.{0,160}",
    r"(?:presse)?kontakt\s*:.{0,160}",
    r"(?:media|press) contacts?\b.{0,160}",
    r"view original content.{0,200}",
    r"(?:lesen sie (?:auch|mehr)|read (?:more|also|next)|see also|siehe auch)\s*[:：].{0,160}",
    r"(?:more (?:on|from)|mehr zum thema) .{0,80}",
    r"(?:相关(?:阅读|新闻|链接|报道)|延伸阅读|推荐阅读|更多(?:内容|新闻|精彩)).{0,80}",
    r"(?:the )?copyright\b.{0,120}",
    r"(?:all rights reserved|alle rechte vorbehalten).{0,80}",
    r"(?:tags?|关键词|标签|topics?|themen|schlagworte?)\s*[:：].{0,160}",
    r"#{3}|\*\s?\*\s?\*",
    r"mit (?:dpa|afp|reuters|material von .{2,60})|quellen?:",
    r"(?:编辑|责编|校对|审核|监制|记者|摄影|文)\s.{2,30}",
    r"(?:关键词|标签)\s*>>.{0,100}|返回.{0,12}(?:首页|列表)\W*|关注该公众号",
    r"(?:subscribe to|sign up (?:for|to)|follow (?:us|him|her|@?\w+) (?:on|at)|click here (?:to|for)).{0,160}",
    r"(?:get the latest .{0,60} inbox|have a tip|like this (?:story|article)|more great|you may also like).{0,160}",
    r"(?:leave a )?comments?(?: below)?|kommentare?",
    r"(?:folgen sie|abonnieren sie|jetzt anmelden|zum newsletter)\b.{0,160}",
    r"aktuelle nachrichten aufs handy.{0,160}|.{0,160}newsletter.{0,80}(?:hier entlang|anmelden)\W*",
    r".{2,40} (?:auch )?(?:bei|auf) social media\b.{0,120}",
)
SIGN_OFF = re.compile(r"[(（][^()（）/]{2,30}/[^()（）]{1,20}[)）]")
"""A line that only names who wrote for whom, as in ``(dpa/lnw)``."""

NOT_FOUND = _compiled(
    r"\b404\b",
    r"(?:page|article|file|story) (?:was |could |cannot )?(?:not |be )?(?:be )?found",
    r"page (?:does not|doesn['’]t) exist",
    r"(?:page|article|story)[^.]{0,30} (?:is )?no longer (?:available|exists)",
    r"(?:seite|artikel|beitrag|datei)[^.]{0,40}(?:nicht (?:gefunden|mehr (?:verfügbar|vorhanden)|vorhanden|verfügbar)"
    r"|existiert nicht)",
    "(?:页面|网页|文章|内容)(?:不存在|没有找到|未找到|已(?:被)?删除)",
    "找不到(?:该|您)?.{0,6}(?:页面|网页|文章)",
)
BLOCKED = _compiled(
    *(
        "访问(?:过于)?频繁",
        "访问受限",
        "安全验证",
        "请输入验证码",
        "人机验证",
        "请求过于频繁",
        "您的访问.{0,12}(?:拦截|拒绝)",
    ),
    *("access denied", "are you a (?:robot|human)", "not a robot", "unusual traffic", "captcha"),
    r"verify(?:ing)? (?:that )?you are (?:a )?human",
    *(
        "just a moment",
        "attention required",
        "request (?:was )?blocked",
        "bot detection",
        "checking your browser",
    ),
    *("pardon our interruption", "zugriff verweigert", "kein roboter", "too many requests"),
)
LOGIN = _compiled(r"\b(?:log ?in|sign ?in|anmelden|einloggen|passwort|password)\b", "登录|登陆")
SUBSCRIBERS = _compiled(
    r"subscribe (?:now )?to (?:read|continue|unlock)",
    r"(?:exclusive|only) (?:for|to) subscribers|(?:for )?subscribers only|already a subscriber\?",
    r"(?:sign in|register|log in) to continue reading",
    r"(?:artikel|jetzt) (?:weiterlesen|freischalten)|weiterlesen mit|mit (?:einem )?abo weiterlesen",
    r"(?:nur|exklusiv) für abonnenten",
    r"登录后(?:可)?(?:继续)?(?:阅读|查看)",
    r"(?:付费|订阅|开通会员)后?(?:可|即可|才能)?(?:继续)?(?:阅读|查看)(?:全文)?|会员专享|阅读全文请",
)
SUBSCRIBERS_WORDS = (
    *("subscribe", "continue reading", "weiterlesen", "freischalten", "abonnenten"),
    *("登录后", "付费", "订阅", "开通会员", "会员专享", "阅读全文请"),
)
"""Each form of ``SUBSCRIBERS`` has one of these: looking for words is a hundred times cheaper than for forms."""

COOKIES = _compiled(r"cookies?\b", r"einwilligung", r"\bconsent\b", r"datenschutzeinstellungen", r"pur-abo")
CONSENT = _compiled(
    r"accept|agree|partners|settings|reject", r"akzeptieren|zustimm|einwillig|ablehnen", "同意|接受"
)
SCRIPT_NEEDED = _compiled(
    r"(?:enable|activate|turn on|requires?) (?:to )?(?:enable )?java ?script",
    r"java ?script (?:is )?(?:disabled|required|aktivieren|deaktiviert)",
    r"(?:aktivieren|aktiviere) (?:sie )?(?:bitte )?java ?script",
    r"启用\s*javascript|javascript.{0,10}(?:禁用|启用|开启)",
)
