"""Reading as a whole: what is an alert and what is none, in three languages, and that nothing breaks it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.evaluation import evaluate, load_items
from analysis.knowledge import Knowledge
from analysis.reading import THRESHOLD, examine, read, reading_of
from analysis.values import Article, Language, Reading
from analysis.wording import Wording
from config.settings import Settings

CORPUS = Path(__file__).parent.parent / "corpus"
PUBLISHED = datetime.date(2019, 6, 5)


def reading(title: str, text: str, published: datetime.date | None = PUBLISHED) -> Reading:
    return read(Article("1", title, text, None, published), Knowledge.shipped())


@pytest.mark.parametrize(
    ("name", "language", "floor"),
    [
        ("own.en", "en", 0.93),
        ("own.de", "de", 0.95),
        ("own.zh", "zh", 0.93),
        ("dev.en", "en", 0.80),
        ("dev.de", "de", 0.78),
        ("dev.zh", "zh", 0.70),
    ],
)
def test_labelled_items_are_read_as_labelled(name: str, language: str, floor: float) -> None:
    result = evaluate(load_items(CORPUS / f"{name}.jsonl"), Knowledge.shipped())
    f1 = result.by_language[language].alert.f1
    assert f1 is not None
    assert f1 >= floor


ALERTS = [
    (
        "Siemens and CRRC sign contract",
        "BEIJING -- Siemens and China's CRRC signed a contract on Tuesday on signalling for the metro in Wuhan. "
        "It is worth 80 million euros.",
    ),
    (
        "Germany clears purchase of pump maker by Chinese group",
        "The German economy ministry on Tuesday cleared the takeover of a pump maker in Saxony by Sany.",
    ),
    (
        "Bosch eröffnet Werk in Nanjing",
        "Bosch hat am Dienstag in Nanjing ein Werk für Bremsen eröffnet. In den Bau flossen 90 Millionen Euro.",
    ),
    (
        "Bund untersagt Verkauf an chinesischen Konzern",
        "Die Bundesregierung hat am Dienstag den Verkauf eines Radarherstellers an den chinesischen Konzern Casic "
        "untersagt.",
    ),
    (
        "巴斯夫与中石化签署协议",
        "新华社南京6月4日电 德国巴斯夫与中石化4日在南京签署协议，将投资10亿元扩建双方的合资工厂。",
    ),
    ("美的完成收购庫卡", "美的集團宣佈，已完成對德國機器人公司庫卡的收購，交易金額為45億歐元。"),
]


@pytest.mark.parametrize(("title", "text"), ALERTS, ids=[title for title, _ in ALERTS])
def test_a_deal_told_as_news_is_an_alert_with_its_deal(title: str, text: str) -> None:
    result = reading(title, text)
    assert result.alert
    assert result.sino_german
    assert result.score >= THRESHOLD
    assert result.deals
    assert result.deals[0].evidence in f"{title}\n{text}"


NO_ALERTS = {
    "to be signed": (
        "Merkel leaves for Beijing",
        "Chancellor Merkel leaves for Beijing on Thursday. Siemens and CRRC are to sign a contract there on Friday.",
    ),
    "negated": (
        "Keine Verträge in Peking",
        "Bei dem Besuch in Peking wurden keine Verträge unterzeichnet, sagte ein Sprecher von Siemens.",
    ),
    "on the agenda": (
        "Saxony's premier to travel to Wuhan",
        "The premier of Saxony leaves for Wuhan on Sunday. On the agenda: talks with the governor of Hubei, the signing "
        "of an agreement between Chemnitz and Wuhan, and a visit to a plant of Siemens.",
    ),
    "a side only in passing": (
        "鲲达生物收购苏州睿健",
        "鲲达生物4日与苏州睿健医疗的股东签署股权收购协议，以2亿元取得其80%股权。睿健的设备曾引进德国技术，现已全部国产。",
    ),
    "losing bidder": (
        "Stadtwerke Kassel vergeben Auftrag an Siemens",
        "Die Städtischen Werke Kassel haben am Dienstag mit Siemens einen Vertrag über neue Umspannwerke geschlossen. "
        "Er ist 20 Millionen Euro wert. Um den Auftrag hatte sich auch eine Firma aus Nantong beworben.",
    ),
    "half-year total": (
        "Bund hat neun chinesische Vorhaben untersagt oder nur mit Auflagen erlaubt",
        "Seit ihrem Amtsantritt hat die Bundesregierung insgesamt neun chinesische Investitionsvorhaben untersagt oder "
        "nur mit Auflagen genehmigt. Das geht aus der Antwort auf eine Kleine Anfrage hervor.",
    ),
    "considering": (
        "Hafenfirma sucht Partner",
        "Die HHLA erwägt, den chinesischen Terminalbetreiber Cosco Shipping als Investor für ein Terminal zu gewinnen.",
    ),
    "expecting": (
        "HHLA zuversichtlich",
        "Die HHLA rechnet weiterhin mit grünem Licht für den Einstieg von Cosco beim Terminal Tollerort in Hamburg.",
    ),
    "anniversary": (
        "同济大学中德学院成立20周年庆祝活动在柏林举行",
        "当地时间14日晚，同济大学中德学院成立20周年招待会在中国驻德国大使馆举行，百余名嘉宾出席。",
    ),
    "hamburgers": (
        "汉堡连锁获融资",
        "中式汉堡品牌塔香4日完成1亿元A轮融资，投资方为上海的源码资本，已签署投资协议。",
    ),
    "a Taiwanese announcer": (
        "汉宇与德国MTU签长约",
        "汉宇公司4日公告，与德国MTU签订供应合约，金额约新台币52亿元。",
    ),
    "a Berlin in Connecticut": (
        "Berlin, Conn. firm purchased by Shenzhen group",
        "BERLIN, Conn. -- Toolmaker Nutbrook was purchased by a group from Shenzhen on Tuesday, under a contract signed "
        "in Berlin, for 12 million dollars.",
    ),
    "cumulative": (
        "太仓德企超过四百家",
        "截至2018年底，太仓累计引进德国企业400多家，总投资超过50亿美元，年产值超过500亿元。",
    ),
    "rumour": (
        "Chinese group weighs bid for German parts maker",
        "A Chinese group is weighing a bid for a German parts maker, people familiar with the matter said.",
    ),
    "retrospective": (
        "Thirty years of Volkswagen in Shanghai",
        "In 1984 Volkswagen and its partner from Shanghai signed the contract on their joint venture. "
        "Today the anniversary was celebrated.",
    ),
    "third country": (
        "Chinese carmaker to build plant in Hungary",
        "BYD signed a contract with the town of Szeged in Hungary on Tuesday on a plant for electric cars.",
    ),
    "Taiwan": (
        "TSMC builds plant in Dresden",
        "TSMC of Taiwan signed a contract on Tuesday with Saxony on the building of a chip plant in Dresden.",
    ),
    "cities that look German": (
        "常德与德州签署合作协议",
        "湖南常德市与山东德州市4日签署农业合作协议，总投资2亿元。德清县、景德镇也派人参加。",
    ),
    "a Frankfort that is not German": (
        "Chinese supplier expands in Kentucky",
        "FRANKFORT, Ky. -- A Chinese supplier signed an agreement on Tuesday to expand its plant in Kentucky.",
    ),
    "statistics": (
        "Deutsche Exporte nach China gestiegen",
        "Die deutschen Ausfuhren nach China stiegen im Mai um 4,5 Prozent auf 8,1 Milliarden Euro, teilte das "
        "Statistische Bundesamt mit.",
    ),
    "opinion": (
        "Kommentar: Mehr Mut im Umgang mit China",
        "Ich finde, wir sollten aufhören, uns vor jedem Käufer aus China zu fürchten. Verträge werden geschlossen "
        "und gebrochen, überall.",
    ),
    "footballer": (
        "Stürmer wechselt von Köln nach Tianjin",
        "Der Stürmer des 1. FC Köln hat am Dienstag in Tianjin einen Vertrag bis 2022 unterschrieben. Er schoss in "
        "der Saison 13 Tore.",
    ),
    "a Chinese owner alone": (
        "Kuka erhält Auftrag von BMW",
        "Der Augsburger Roboterbauer Kuka hat von BMW einen Auftrag über 300 Roboter für das Werk in Leipzig "
        "erhalten. Der Vertrag wurde am Dienstag unterzeichnet.",
    ),
    "two Chinese firms": (
        "CATL and Geely set up battery company",
        "CATL and Geely signed a contract in Ningde on Tuesday on a joint company for batteries.",
    ),
}


@pytest.mark.parametrize("name", NO_ALERTS)
def test_what_is_no_deal_of_both_sides_told_as_news_is_no_alert(name: str) -> None:
    assert not reading(*NO_ALERTS[name]).alert


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", ""),
        ("China", "Photo: dpa"),
        ("Сименс", "Компания подписала договор с китайским партнёром о строительстве завода."),
        ("", "Log in to continue reading. Accept all cookies."),
    ],
)
def test_empty_and_foreign_texts_give_a_quiet_reading(title: str, text: str) -> None:
    result = reading(title, text)
    assert not result.alert
    assert result.deals == ()
    assert result.reasons


def test_related_links_raise_no_alert() -> None:
    body = (
        "Hardly any other country depends on trade with China as much as Germany does, economists of an institute "
        "in Cologne write in a study that they presented last week, and they see no quick way to change it."
    )
    links = "Read more\nBASF signs contract with Sinopec in Nanjing\nBosch opens plant in Suzhou"
    assert not reading("How entangled the two economies are", f"{body}\n{links}").alert


def test_a_missing_headline_and_misread_letters_do_not_matter() -> None:
    text = (
        "Siemens und CRRC haben am Dienstag in MÃ¼nchen einen Vertrag Ã¼ber ZÃ¼ge fÃ¼r Wuhan geschlossen. "
        "â€žEin guter Tagâ€œ, sagte der Chef."
    )
    result = reading("", text)
    assert result.alert
    assert result.deals[0].evidence in text


def test_a_doubled_body_changes_nothing() -> None:
    title, text = ALERTS[2]
    once, twice = reading(title, text), reading(title, f"{text}\n{text}")
    assert once.alert
    assert twice.alert
    assert len(once.deals) == len(twice.deals)


def test_reasons_name_the_sentence_the_words_and_the_sides() -> None:
    reasons = "\n".join(reading(*ALERTS[0]).reasons)
    assert "signed a contract on Tuesday" in reasons
    assert "(signed)" in reasons
    assert "German: Siemens" in reasons
    assert "CRRC" in reasons
    assert "In favour:" in reasons


def test_a_quiet_reading_tells_what_spoke_against() -> None:
    reasons = "\n".join(reading(*NO_ALERTS["two Chinese firms"]).reasons)
    assert "does not name both a Chinese and a German side" in reasons


def test_reading_is_deterministic() -> None:
    assert reading(*ALERTS[1]) == reading(*ALERTS[1])


WILD = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("签署投资德国中国，。“” ÄöüVertrag unterzeichnet signed 12 € \n\t|()"),
    ),
    max_size=500,
)


@settings(max_examples=60, deadline=None)
@given(WILD, WILD, st.one_of(st.none(), st.dates()))
def test_any_text_can_be_read(title: str, text: str, published: datetime.date | None) -> None:
    result = reading(title, text, published)
    assert 0 <= result.score <= 1
    assert result.alert == (result.score >= THRESHOLD)
    assert result.reasons
    for deal in result.deals:
        assert deal.evidence


@pytest.mark.parametrize(
    "piece",
    [
        "signed and ",
        "Siemens signed a contract with CRRC in Beijing. ",
        "签署协议投资中国德国",
        "(((((,,,,,",
        "1.000.000 Euro ",
        "soll … unterzeichnet werden, ",
        "A. B. C. ",
        "„“\n",
    ],
)
def test_work_grows_linearly_with_the_text(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count characters searched for words of deals: no stretch of an article is searched over and over."""
    searched: list[int] = []
    find = Wording.find

    def counting(self: Wording, folded: str, offset: int = 0) -> object:
        searched.append(len(folded))
        return find(self, folded, offset)

    monkeypatch.setattr(Wording, "find", counting)

    def characters(length: int) -> int:
        searched.clear()
        text = (piece * (length // len(piece) + 1))[:length]
        examine(Article("1", "Siemens in China", text, None, PUBLISHED, "en"), Knowledge.shipped())
        return sum(searched)

    assert characters(16_000) <= 10 * characters(2_000) + 2_000
    assert characters(16_000) <= 4 * 16_000


def test_a_user_adds_an_organisation_a_city_and_a_wording_and_the_reading_follows() -> None:
    title = "Zerbo and Aldra tie the ribbon"
    text = "Zerbo and Aldra tied the ribbon on a joint venture for valves in Obergrünbach on Tuesday."
    article = Article("1", title, text, None, PUBLISHED)
    assert not read(article, Knowledge.shipped()).alert
    own = Settings.model_validate(
        {
            "organisations": [
                {"id": "zerbo", "side": "de", "names": ["Zerbo"]},
                {"id": "aldra", "side": "cn", "names": ["Aldra"]},
            ],
            "cities": [{"names": ["Obergrünbach"], "country": "DE"}],
            "wording": [
                {"language": "en", "phrase": "tied the ribbon", "kind": "agreement", "status": "signed"},
                {"language": "en", "phrase": "tie the ribbon", "kind": "agreement", "status": "signed"},
            ],
        }
    )
    result = read(article, Knowledge.from_settings(own))
    assert result.alert
    assert {(party.organisation, party.side) for party in result.deals[0].parties} >= {
        ("zerbo", "de"),
        ("aldra", "cn"),
    }


def test_a_side_in_passing_is_told_among_the_reasons() -> None:
    reasons = "\n".join(reading(*NO_ALERTS["losing bidder"]).reasons)
    assert "one of the two sides in passing only" in reasons


PIECES = [
    "BASF", "Siemens AG", "西门子", "巴斯夫", "中国石化", "CRRC", "Kuka", "Hollerbach GmbH", "in Nanjing", "in München", "在南京",
    "China", "Germany", "德国", "signed", "unterzeichnet", "签署", "a contract", "einen Vertrag", "协议", "for 40 million euros",
    "lost out", "on Monday", "7月10日", ".", "。", ",", "\n", "Read more:", "相关阅读",
]  # fmt: skip


@given(
    title=st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join),
    text=st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    language=st.sampled_from(("en", "de", "zh", "other")),
)
@settings(max_examples=200, deadline=None)
def test_leaving_off_early_changes_no_reading(title: str, text: str, language: Language) -> None:
    article, knowledge = Article("1", title, text, None, PUBLISHED, language), Knowledge.shipped()
    assert read(article, knowledge) == reading_of(examine(article, knowledge), knowledge)


@pytest.mark.parametrize("name", ["dev.en", "dev.de", "dev.zh"])
def test_leaving_off_early_changes_no_reading_of_labelled_items(name: str) -> None:
    knowledge = Knowledge.shipped()
    for item in load_items(CORPUS / f"{name}.jsonl")[:40]:
        assert read(item.article, knowledge) == reading_of(examine(item.article, knowledge), knowledge)
