"""The pages made from the settings are up to date, and the example can be loaded."""

from pathlib import Path

from config import load_settings
from config.documentation import configuration_page

ROOT = Path(__file__).parents[2]


def test_the_configuration_page_is_up_to_date():
    written = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert written == configuration_page(), "run: make docs"


def test_the_example_can_be_loaded(monkeypatch):
    monkeypatch.setenv("SMTP_PASSWORD", "x")
    monkeypatch.setenv("HOOK_SECRET", "whsec_" + "a" * 32)
    settings = load_settings(ROOT / "zhongde.example.yaml")
    assert [subscription.name for subscription in settings.subscriptions] == ["morning", "desk"]
    assert settings.organisations
    assert settings.cities
    assert settings.wording
