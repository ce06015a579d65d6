"""Strict readers of environment variables: a bad value stops the start with a sentence.

Every variable may also come from a file (`NAME_FILE`), as container platforms hand out secrets.
"""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class BadEnvironment(SystemExit):
    """A variable that cannot be understood; its text is the sentence the operator reads."""


def text(name: str, default: str = "") -> str:
    """The value of `name`, or the content of the file that `NAME_FILE` points to. Empty is unset, as compose hands on what nobody gave."""
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadEnvironment(f"{name}_FILE points to {file}, which cannot be read: {error.strerror}.") from error
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off."""
    value = text(name, "1" if default else "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise BadEnvironment(f"{name} is {value!r}; it must be 1 or 0.")


def integer(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """A whole number between `least` and `most`, both included."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise BadEnvironment(f"{name} is {value!r}; it must be a whole number.") from error
    if not least <= number <= most:
        raise BadEnvironment(f"{name} is {number}; it must be between {least} and {most}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, *, needed: bool, fallback: str) -> str:
    """A secret of at least 32 characters; `fallback` stands in only where it is not needed."""
    if value := text(name):
        return _long_enough(name, value)
    if needed:
        raise BadEnvironment(f"{name} is not set; make one with `openssl rand -hex 32`.")
    return fallback


def secrets(name: str) -> list[str]:
    """A comma-separated list of secrets, each of at least 32 characters; empty when unset."""
    return [_long_enough(name, value) for value in words(name)]


def _long_enough(name: str, value: str) -> str:
    if len(value) < 32:
        raise BadEnvironment(f"{name} is shorter than 32 characters; make one with `openssl rand -hex 32`.")
    return value


def url(name: str, default: str, *, schemes: tuple[str, ...]) -> str:
    """An address that begins with one of `schemes`; empty when unset and no default is given."""
    value = text(name, default)
    if value and not value.startswith(tuple(f"{scheme}:" for scheme in schemes)):
        raise BadEnvironment(f"{name} must begin with one of {', '.join(schemes)}; it begins with {value.split(':')[0]!r}.")
    return value


def mailbox(name: str, default: str, *, longest: int) -> str:
    """A bare mail address whose first part has at most `longest` characters and no plus; empty when unset and no default is given."""
    value = text(name, default)
    if value and not re.fullmatch(rf"[A-Za-z0-9._-]{{1,{longest}}}@[A-Za-z0-9.-]+", value):
        raise BadEnvironment(f"{name} must be an address such as reply@example.org, with at most {longest} characters before the @; it is {value!r}.")
    return value


def database(address: str) -> dict:
    """Django's settings for a `postgresql://user:password@host:port/name?option=…` address."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    if not parts.path.strip("/"):
        raise BadEnvironment("DATABASE_URL names no database: postgresql://user:password@host:5432/NAME.")
    pool = integer("DATABASE_POOL", 12, most=200)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": ({"pool": {"min_size": 0, "max_size": pool, "timeout": 20}} if pool else {}) | query,
        "TEST": {"TEMPLATE": "template0"},
    }


def mail(address: str) -> dict:
    """Django's mail settings for an `smtp://user:password@host:port` address; unset keeps mail on its page only."""
    if not address:
        return {"EMAIL_BACKEND": "network.notifications.transport.KeepBackend"}
    parts = urlsplit(address)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "127.0.0.1",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587 if parts.scheme == "smtp+tls" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
