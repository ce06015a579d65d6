"""Environment variables: a bad value stops the start with a sentence, an empty one is unset."""

import pytest

from network.core import env

LONG = "x" * 32


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("maybe", env.flag),
        ("ten", lambda name: env.integer(name, 1)),
        ("70000", lambda name: env.integer(name, 1, most=65535)),
        ("short", lambda name: env.secret(name, needed=False, fallback=LONG)),
        (f"{LONG},short", env.secrets),
        ("ftp://x", lambda name: env.url(name, "", schemes=("http", "https"))),
    ],
)
def test_bad_value_stops_with_a_sentence_that_names_it(monkeypatch, value, read):
    monkeypatch.setenv("THIS_ONE", value)
    with pytest.raises(env.BadEnvironment) as stop:
        read("THIS_ONE")
    assert "THIS_ONE" in str(stop.value)
    assert str(stop.value).endswith((".", "`."))


def test_empty_value_is_unset(monkeypatch):
    """docker-compose.yml hands on `${MAIL_FROM:-}`: a mail without a sender would leave nowhere."""
    monkeypatch.setenv("MAIL_FROM", "")
    assert env.text("MAIL_FROM", "Northbridge <northbridge@example.org>") == "Northbridge <northbridge@example.org>"
    monkeypatch.setenv("PORT", " ")
    assert env.integer("PORT", 8000) == 8000
    assert env.secrets("PORT") == []


def test_value_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text(f"{LONG}\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.secret("SECRET_KEY", needed=True, fallback="") == LONG
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(env.BadEnvironment):
        env.text("SECRET_KEY")


def test_missing_secret_stops_where_it_is_needed(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)
    with pytest.raises(env.BadEnvironment):
        env.secret("SECRET_KEY", needed=True, fallback=LONG)
    assert env.secret("SECRET_KEY", needed=False, fallback=LONG) == LONG
