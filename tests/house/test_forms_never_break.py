"""Whatever is typed into any form of any page, the answer is a page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from random import Random
from urllib.parse import urldefrag, urljoin

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from smallplaces.ground.offers import actions as offers
from smallplaces.ground.offers.models import Side
from smallplaces.ground.people import actions as people
from smallplaces.ground.trust.queries import find_broken_chain
from smallplaces.site.demonstration.cast import Cast, build_cast
from tests.at_once import at_once
from tests.cast import client_of

MOST_PAGES = 80
# They end the visit; each is tried by itself elsewhere.
LAST_THINGS = ("/sign-out/", "/leave/", "/end/")
STRANGE = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "-1",
    "0",
    "1",
    "0000",
    "9999",
    "2147483648",
    "9" * 30,
    "1e400",
    "NaN",
    "٣",
    "12",
    "31",
    "2pm",
    "23:59",
    "0001-01-01T00:00:00+23:59",
    "on",
    "YES",
    "plan",
    "\u202eright to left",
    "שלום",
    "💥" * 400,
    "x" * 301,
    "é" * 1001,
    "long " * 20_000,
    "<script>alert(1)</script>",
    "'; DROP TABLE people_person; --",
    "{{ 7 }}",
    "%s%n%x",
    "../../etc/passwd",
    "a\r\nb: c",
    "\ufeff",
    "\ufffe",
    "00000000-0000-0000-0000-000000000000",
)


@dataclass
class Form:
    """A form of a page: where it goes, and the names and values it has."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class Page(HTMLParser):
    """Reads the forms and links of a page."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.path, said.get("action") or self.path)
            self.forms.append(Form(action, said.get("method", "get").lower()))
        elif tag == "a" and "href" in said:
            self.links.add(urldefrag(urljoin(self.path, said["href"]))[0])
        elif said.get("name") and self.forms and tag in ("input", "select", "textarea", "button"):
            self.forms[-1].fields.setdefault(said["name"], []).append(said.get("value", ""))


@pytest.fixture
def amina(db: None) -> Client:
    """Return the browser of Amina, who has one of everything."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # one long test
    return client_of(live(build_cast(at=timezone.now())).amina)


def live(cast: Cast) -> Cast:
    """Give Amina a wish, a step, someone who matters, an offer, and introductions both ways."""
    me, at = cast.amina, cast.at
    people.add_tie(person=me, name="Bryn", party=cast.bryn, by=me, at=at)
    people.add_tie(person=me, name="Jo", by=me, at=at)
    offers.add_step(
        wish=offers.make_wish(person=me, words="Go fishing", by=me, at=at),
        words="Ask Jo",
        by=me,
        at=at,
    )
    mine = offers.make_offer(giver=me, words="I make soup", by=me, at=at)
    offers.ask_for_introduction(
        asker=cast.bryn, offer=mine, opening_words="Hello", by=cast.bryn, at=at
    )
    for giver, words in ((cast.idris, "I speak Welsh"), (cast.hana, "I mend bikes")):
        theirs = offers.make_offer(giver=giver, words=words, by=giver, at=at)
        asked = offers.ask_for_introduction(
            asker=me, offer=theirs, opening_words="Hello", by=me, at=at
        )
        if giver == cast.idris:
            side = asked.sides.get(end=Side.End.ASKED)
            offers.answer_introduction(side=side, answer="YES", by=giver, at=at)
    return cast


def pages_of(client: Client) -> Iterator[Page]:
    """Walk from the front page along every link, each address once."""
    todo, seen = ["/"], {"/"}
    while todo and len(seen) < MOST_PAGES:
        path = todo.pop(0)
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        page = Page(path, answer.content.decode())
        yield page
        for link in sorted(page.links):
            bare = link.split("?")[0]
            if link.startswith("/") and bare not in seen and not link.startswith("/static/"):
                seen.add(bare)
                todo.append(link)


def forms_of(client: Client) -> list[Form]:
    """Return every form that Amina can meet, each kind of form once."""
    forms = {
        (form.action, tuple(form.fields)): form
        for page in pages_of(client)
        for form in page.forms
        if not form.action.startswith(LAST_THINGS[:2])
    }
    return list(forms.values())


def test_the_walk_meets_the_forms_of_the_house(amina: Client) -> None:
    met = {form.action.split("?")[0] for form in forms_of(amina)}
    assert {"/my/plan/add/", "/my/sharing/new/", "/offers/new/", "/my/supporters/new/"} <= met
    assert any(path.endswith("/answer/") for path in met)
    assert any(path.endswith("/meeting/") for path in met)
    assert len(met) > 25


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_no_form_breaks_whatever_is_typed_into_it(amina: Client, seed: int) -> None:
    chance = Random(seed)
    for form in forms_of(amina):
        if form.action.endswith(LAST_THINGS):
            continue
        sent = {name: something(chance, name, values) for name, values in form.fields.items()}
        answer = getattr(amina, form.method)(form.action, sent)
        assert answer.status_code < 500, (form, sent)
    assert find_broken_chain() is None


def something(chance: Random, name: str, values: list[str]) -> str:
    """Return one of the values that the page offers for a field, or something strange."""
    if name in ("csrfmiddlewaretoken", "whose") or chance.random() < 0.4:
        return chance.choice(values)
    letters = "".join(chr(chance.randrange(0xD7FF)) for _ in range(chance.randrange(40)))
    return chance.choice([*STRANGE, letters])


TWICE: list[tuple[str, dict[str, object], str]] = [
    ("/my/plan/add/", {"words": "Sing"}, "offers_wish"),
    ("/offers/new/", {"words": "I sing"}, "offers_offer"),
    ("/my/people/add/", {"name": "Kim", "closeness": "1"}, "people_tie"),
    (
        "/my/good-life/good-life/",
        {"words": "Singing", "page": "p", "started_from": "0"},
        "voices_saying",
    ),
    ("/my/one-page/parts/", {"parts": ["MATTERS"]}, "good_life_page"),
    ("/my/supporters/new/", {"shelves": ["plan"], "writes": ["plan"]}, "people_supporter"),
    ("/my/sharing/new/", {"shelves": ["plan"]}, "trust_sight"),
]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_any_of_the_main_forms_makes_one_thing(transactional_db: None) -> None:
    from smallplaces.ground.trust.actions import put_down_the_head

    put_down_the_head()
    cast = live(build_cast(at=timezone.now()))
    soon = timezone.localdate() + timedelta(days=9)
    until = {"until_day": soon.day, "until_month": soon.month, "until_year": soon.year}
    for path, words, table in TWICE:
        sent = {**words, **until, "who": str(cast.bryn.code)}
        before = count(table)
        browsers = [client_of(cast.amina) for _ in range(2)]
        answers = at_once(*[lambda b=b, p=path, s=sent: b.post(p, s).status_code for b in browsers])
        assert answers == [302, 302], path
        assert count(table) == before + 1, path


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (number,) = cursor.fetchone()
    return int(number)
