"""Walk through the demonstration place as each of five people, along the links of its pages.

A few pages of each kind are read, not each page of each thing: a kind is the name of a view, with
which question, shelf or way of showing it is about.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from smallplaces.ground.people.models import Person
from smallplaces.ground.trust.hooks import ACTING_FOR
from smallplaces.site.demonstration.building import Town

from .cast import client_of


@dataclass(frozen=True)
class Role:
    """Someone who walks through the place, and for whom they act."""

    who: Callable[[Town], Person | None]
    acting_for: Callable[[Town], Person | None] = lambda town: None


ROLES = {
    "guest": Role(lambda town: None),
    "Amina": Role(lambda town: town.cast.amina),
    "Cerys for Amina": Role(lambda town: town.cast.cerys, lambda town: town.cast.amina),
    "Efa": Role(lambda town: town.cast.efa),
    "Dev": Role(lambda town: town.cast.dev),
}

# Where nothing links to, but people come from letters, cards and mistakes.
STARTS = (
    "/",
    "/find/?words=fishing",
    "/find/?words=fishing&show=map",
    "/find/?words=fishing&show=table",
    "/find/?words=I+want+to+die",
    "/find/?words=zzzzqqqq&near=Nowhere",
    "/find/?age=old",
    "/sign-in/",
    "/sign-in/card/",
    "/sign-in/link/used-up/",
    "/leaving-quickly/",
)


@dataclass(frozen=True)
class Visit:
    """One page that was read: its address, its kind, its text, and what the database was asked."""

    address: str
    kind: str
    html: str
    queries: list[str]


def client_as(town: Town, role: str) -> Client:
    """Return a client signed in as `role`, acting for whom they act for."""
    acts = ROLES[role]
    person, other = acts.who(town), acts.acting_for(town)
    client = client_of(person) if person is not None else Client()
    if other is not None:
        session = client.session
        session[ACTING_FOR] = str(other.code)
        session.save()
    return client


def kind_of(address: str) -> str | None:
    """Return what kind of page `address` is; None for what is not a page of ours."""
    parts = urlsplit(address)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    about = found.kwargs.get("question") or found.kwargs.get("shelf") or ""
    shown = dict(parse_qsl(parts.query)).get("show", "")
    return " ".join(filter(None, (found.view_name, about, shown)))


def walk(town: Town, role: str, *, of_a_kind: int = 1) -> Iterator[Visit]:
    """Yield where `role` gets by links from STARTS: so many pages of each kind, shortest way first.

    Fails on a link that leads nowhere.
    """
    client = client_as(town, role)
    waiting, known, read = deque(STARTS), set(STARTS), dict[str, int]()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        if kind is None or (address not in STARTS and read.get(kind, 0) >= of_a_kind):
            continue
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        if answer.status_code in (301, 302):
            _add(urljoin(address, answer["Location"]), waiting, known)
            continue
        assert answer.status_code in (200, 410), f"{role}: {address}: {answer.status_code}"
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        read[kind] = read.get(kind, 0) + 1
        html = answer.content.decode()
        yield Visit(address, kind, html, [query["sql"] for query in asked.captured_queries])
        for link in links_in(html):
            _add(urljoin(address, link), waiting, known)


def _add(address: str, waiting: deque[str], known: set[str]) -> None:
    parts = urlsplit(address)
    plain = parts._replace(fragment="").geturl()
    if not parts.scheme and not parts.netloc and plain not in known:
        known.add(plain)
        waiting.append(plain)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href and not re.match(r"[a-z]+:|#", href):
            self.found.append(href)


def links_in(html: str) -> list[str]:
    """Return where the links of a page lead."""
    reader = _Links()
    reader.feed(html)
    return reader.found
