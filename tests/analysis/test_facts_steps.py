"""Works begun are told from works announced, and closed deals from signed ones, by what the sentence says."""

import pytest

from analysis.facts_steps import finer_status


@pytest.mark.parametrize(
    ("language", "kind", "status", "evidence", "expected"),
    [
        (
            "en",
            "investment",
            "announced",
            "Lindacker broke ground for its plant in Hefei on Monday.",
            "started",
        ),
        ("en", "investment", "announced", "Construction of the plant in Hefei has begun.", "started"),
        ("en", "investment", "announced", "Lindacker will break ground for its plant in May.", "announced"),
        ("en", "investment", "announced", "Lindacker is building a plant in Hefei.", "announced"),
        (
            "de",
            "investment",
            "announced",
            "Lindacker hat mit dem Bau des Werks in Hefei begonnen.",
            "started",
        ),
        ("de", "investment", "announced", "Am Montag war der erste Spatenstich in Heide.", "started"),
        ("de", "investment", "announced", "Der Bau soll im Mai begonnen werden.", "announced"),
        ("zh", "investment", "announced", "林达克合肥工厂18日正式开工。", "started"),
        ("zh", "investment", "announced", "林达克合肥工厂将于5月开工。", "announced"),
        ("en", "acquisition", "signed", "Haimen has completed the acquisition of Kessler.", "completed"),
        ("en", "acquisition", "signed", "The sale is expected to be completed in May.", "signed"),
        ("de", "acquisition", "signed", "Die Übernahme von Kessler ist vollzogen.", "completed"),
        (
            "de",
            "acquisition",
            "signed",
            "Der Vertrag über den Verkauf wurde am Freitag geschlossen.",
            "signed",
        ),
        ("zh", "acquisition", "signed", "海门集团完成对凯斯勒公司的收购。", "completed"),
        ("zh", "acquisition", "signed", "交易预计年底完成交割。", "signed"),
        ("en", "acquisition", "approved", "The completed purchase was cleared.", "approved"),
        ("en", "agreement", "announced", "The partners broke ground together.", "announced"),
        ("other", "investment", "announced", "L'usine est en construction.", "announced"),
    ],
)
def test_the_sentence_decides(language, kind, status, evidence, expected):
    assert finer_status(status, kind, evidence, language) == expected
