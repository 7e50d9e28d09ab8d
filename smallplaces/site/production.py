"""What a place that real people use must never be set up as. Each is one sentence, and it stops."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

CARRIES_NO_LETTERS = ("console", "filebased", "locmem", "dummy")
ENCIPHERED = {"require", "verify-ca", "verify-full"}
THIS_MACHINE = {"", "localhost", "127.0.0.1", "::1"}
MOST_PROXIES = 5


def check_is_safe(settings: Mapping[str, Any], environment: Mapping[str, str]) -> None:
    """Raise ImproperlyConfigured with the first thing that is not safe."""
    for wrong in what_is_unsafe(settings, environment):
        raise ImproperlyConfigured(wrong)


def what_is_unsafe(settings: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each setting with which real people would not be safe here."""
    yield from _address(settings["SITE_ADDRESS"], settings["ALLOWED_HOSTS"])
    yield from _letters(settings)
    yield from _database(environment.get("DATABASE_URL", ""), "DATABASE_URL")
    yield from _database(environment.get("DATABASE_OWNER_URL", ""), "DATABASE_OWNER_URL")
    yield from _front(settings)
    yield from _outside(environment.get("SMALLPLACES_OUTSIDE", ""))


def _address(address: str, hosts: list[str]) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme != "https":
        yield (
            "Set SMALLPLACES_ADDRESS to where people reach this place, beginning with https://:"
            " the links in letters lead there."
        )
    elif not any(_fits(parts.hostname or "", host) for host in hosts):
        yield "SMALLPLACES_ADDRESS names a host that is not in SMALLPLACES_HOSTS."
    elif parts.path or parts.query or parts.username:
        yield "SMALLPLACES_ADDRESS is a name only, such as https://place.example.org."


def _fits(name: str, host: str) -> bool:
    return name == host or (host.startswith(".") and f".{name}".endswith(host))


def _letters(settings: Mapping[str, Any]) -> Iterator[str]:
    backend = settings["EMAIL_BACKEND"]
    if any(f".{word}." in backend for word in CARRIES_NO_LETTERS):
        yield (
            "Nobody would get a letter: set SMALLPLACES_EMAIL_BACKEND to"
            " django.core.mail.backends.smtp.EmailBackend, and SMALLPLACES_EMAIL_HOST."
        )
    is_enciphered = settings["EMAIL_USE_TLS"] or settings["EMAIL_USE_SSL"]
    if ".smtp." in backend and settings["EMAIL_HOST"] not in THIS_MACHINE and not is_enciphered:
        yield "Links to sign in would travel open: set SMALLPLACES_EMAIL_TLS to starttls or tls."
    if "localhost" in settings["DEFAULT_FROM_EMAIL"]:
        yield "Set SMALLPLACES_FROM to who letters come from: Larkbridge <hello@example.org>."


def _database(url: str, name: str) -> Iterator[str]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    host = query.get("host", [parts.hostname or ""])[-1]
    if parts.username in {"postgres", "root"}:
        yield f"{name} names the superuser {parts.username}, whom nothing in the database binds."
    if host in THIS_MACHINE or host.startswith("/"):
        return
    if query.get("sslmode", [""])[-1] not in ENCIPHERED:
        yield (
            f"What people wrote would travel open to {host}: add ?sslmode=verify-full (or require)"
            f" to {name}."
        )


def _front(settings: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= settings["TRUSTED_PROXIES"] <= MOST_PROXIES:
        yield (
            "Set SMALLPLACES_TRUSTED_PROXIES to how many web servers of yours stand in front, most"
            " often 1: else one visitor who tries too often locks everybody out."
        )
    if not settings["NEUTRAL_SITE"].startswith("https://"):
        yield "SMALLPLACES_NEUTRAL must begin with https://."
    if settings["DEBUG"]:
        yield "DEBUG shows strangers what the program knows. It must be off."


def _outside(path: str) -> Iterator[str]:
    if path and Path(path).stat().st_mode & 0o007:
        yield f"Anyone on this machine can read the secrets in {path}: chmod o= {path}."
