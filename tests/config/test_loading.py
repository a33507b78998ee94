"""The user's file becomes settings; every fault is told with file, line, key and remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import ConfigurationError, load_settings
from config.loading import YamlDocument, find_file


@pytest.fixture(autouse=True)
def _no_outer_configuration(monkeypatch, tmp_path):
    import os

    for name in [name for name in os.environ if name.startswith("ZHONGDE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def load(tmp_path, text):
    path = tmp_path / "zhongde.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def message(tmp_path, text):
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    return str(caught.value)


def test_everything_has_a_default():
    loaded = load_settings()
    assert loaded.database.get_secret_value() == "sqlite:///zhongde.db"
    assert loaded.catalogue == "shipped"
    assert loaded.engine == "local"


def test_a_full_file_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("HOOK_SECRET", "whsec_abc")
    loaded = load(
        tmp_path,
        """
database: sqlite:///here.db
catalogue: none
fetch: {allow: ["127.0.0.1:8099"], timeout: 10s, max_bytes: 5MiB}
sources:
  - {id: example, name: Example, url: "https://example.org/feed.xml", access: rss, language: en, every: 15m}
subscriptions:
  - name: morning
    schedule: "0 8 * * mon-fri"
    timezone: Europe/Berlin
    language: de
    filter: {kinds: [agreement], min_amount_eur: 1000000}
    channels:
      - {type: email, to: [analyst@example.org]}
      - {type: webhook, url: "https://example.org/hook", secret: "${HOOK_SECRET}"}
      - {type: chat, url: "json://localhost/"}
""",
    )
    assert loaded.fetch.max_bytes == 5 * 1024**2
    assert loaded.sources[0].addresses[0].url == "https://example.org/feed.xml"
    assert loaded.sources[0].language == ("en",)
    channel = loaded.subscriptions[0].channels[1]
    assert channel.type == "webhook"
    assert channel.secret is not None
    assert channel.secret.get_secret_value() == "whsec_abc"
    assert "whsec_abc" not in repr(loaded)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("databse: x\n", ["zhongde.yaml", "line 1", "databse", "unknown key", "'database'"]),
        ("fetch:\n  timeot: 3s\n", ["line 2", "fetch.timeot", "'timeout'"]),
        ("fetch:\n  timeout: soon\n", ["line 2", "fetch.timeout", "'soon'", "30s"]),
        (
            "subscriptions:\n  - name: a\n    channels:\n      - {type: email, to: [nobody]}\n",
            ["line 4", "subscriptions[0].channels[0].to", "nobody", "no mail address"],
        ),
        (
            "subscriptions:\n  - name: a\n    channels:\n      - webhook: https://example.org/\n",
            ["line 4", "subscriptions[0].channels[0]", "'type' is missing", "chat, email, webhook"],
        ),
        (
            "subscriptions:\n  - name: a\n    channels:\n      - {type: webhok, url: 'https://example.org/'}\n",
            ["line 4", "subscriptions[0].channels[0]", "the type", "chat, email, webhook"],
        ),
        ("fetch: 3\n", ["line 1", "fetch", "needs keys and values", "Write them below it"]),
        ("subscriptions: morning\n", ["line 1", "subscriptions", "needs a list", "[one, two]"]),
        ("web:\n  public_url: 5\n", ["line 2", "web.public_url", "needs text", "quotes"]),
        ("subscriptions:\n  - {name: a, max_deals: many}\n", ["max_deals", "needs a whole number"]),
        ("subscriptions:\n  - {name: a, language: fr}\n", ["language", "should be 'en', 'de' or 'zh'"]),
        ("subscriptions:\n  - schedule: instant\n", ["line 2", "subscriptions[0]", "name", "missing"]),
        (
            "subscriptions:\n  - {name: a, schedule: 'every day'}\n",
            ["line 2", "subscriptions[0].schedule", "cron"],
        ),
        ("subscriptions:\n  - {name: a, timezone: Mars/Base}\n", ["Mars/Base", "Europe/Berlin"]),
        ("subscriptions:\n  - {name: a}\n  - {name: a}\n", ["'a'", "occurs twice"]),
        (
            "sources:\n  - {id: x, url: 'ftp://example.org'}\n",
            ["sources[0].url", "ftp://example.org", "http"],
        ),
        ("sources:\n  - {id: x}\n", ["sources[0]", "url"]),
        (
            "sources:\n  - {id: x, url: 'https://e.org/', article_url: '('}\n",
            ["article_url", "regular expression"],
        ),
        ("database: a\ndatabase: b\n", ["line 2", "twice"]),
        ("database: [\n", ["no valid YAML", "line"]),
        ("- just\n- a list\n", ["keys and values"]),
        (
            "smtp: {password: '${NOT_SET_ANYWHERE}'}\n",
            ["line 1", "smtp.password", "NOT_SET_ANYWHERE", "export"],
        ),
        ("database: mysql://x\n", ["line 1", "database", "sqlite:///FILE"]),
        ("fetch: {allow: [localhost]}\n", ["fetch.allow", "host:port"]),
        (
            "organisations:\n  - {id: x, side: fr, names: [X]}\n",
            ["line 2", "organisations[0].side", "'cn', 'de'"],
        ),
        (
            "organisations:\n  - {id: x, side: de, names: [X], seat: Munichh}\n",
            ["line 2", "organisations[0].seat", "'Munichh' is no German or Chinese city", "'Munich'"],
        ),
    ],
)
def test_a_fault_names_place_and_remedy(tmp_path, text, expected):
    told = message(tmp_path, text)
    for part in expected:
        assert part in told


def test_all_faults_are_told_at_once(tmp_path):
    told = message(tmp_path, "databse: x\nengine: steam\n")
    assert "databse" in told
    assert "engine" in told


def test_a_secret_is_not_in_the_message(tmp_path):
    told = message(
        tmp_path, "subscriptions:\n  - name: a\n    channels: [{type: webhook, url: 'hook-s3cret'}]\n"
    )
    assert "s3cret" not in told


def test_the_environment_overrides_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHONGDE_DATABASE", "sqlite:///other.db")
    monkeypatch.setenv("ZHONGDE_SMTP__PORT", "2525")
    loaded = load(tmp_path, "database: sqlite:///file.db\nsmtp: {host: mail.example.org}\n")
    assert loaded.database.get_secret_value() == "sqlite:///other.db"
    assert (loaded.smtp.host, loaded.smtp.port) == ("mail.example.org", 2525)


def test_a_fault_of_the_environment_names_the_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHONGDE_SMTP__PORT", "many")
    assert "ZHONGDE_SMTP__PORT" in message(tmp_path, "")


def test_a_named_file_must_exist(tmp_path, monkeypatch):
    with pytest.raises(ConfigurationError, match="no such file"):
        load_settings(tmp_path / "missing.yaml")
    monkeypatch.setenv("ZHONGDE_CONFIG", str(tmp_path / "gone.yaml"))
    with pytest.raises(ConfigurationError, match=r"gone\.yaml"):
        find_file()


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "zhongde.yaml"
    path.write_bytes("database: sqlite:///münchen.db\n".encode("latin-1"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_settings(path)


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_a_document_or_a_clear_error(text):
    try:
        document = YamlDocument(text, "wild.yaml", {})
    except ConfigurationError as error:
        assert "wild.yaml" in str(error)
    else:
        assert document.line(()) is None or document.line(()) >= 1


@pytest.mark.parametrize("phrase", ["{a,b", "a,b}", "{a,{b,c}}"])
def test_a_phrase_with_broken_braces_is_refused(tmp_path, phrase):
    told = message(
        tmp_path, f"wording:\n  - {{language: en, phrase: '{phrase}', kind: agreement, status: signed}}\n"
    )
    assert "line 2" in told
    assert "wording[0].phrase" in told
    assert "braces" in told
