"""What the site never lets through, whoever asks."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.utils import timezone

from smallplaces.foundation.keyring import make_ring
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers.models import Introduction, Offer
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Supporter
from smallplaces.ground.trust import actions as trust
from smallplaces.site.demonstration.cast import Cast, build_cast
from tests.cast import client_of

ROOT = Path(__file__).resolve().parents[3]
ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:0",
    "foo",
    "show_introduction",
    "",
    "\x00",
    "https:///evil.example",
    " /x",
    "\t//evil.example",
]
HERE = "http://testserver"
PRODUCTION = {
    "SMALLPLACES_MODE": "production",
    "SMALLPLACES_SECRET": "".join(chr(97 + n % 26) for n in range(60)),
    "SMALLPLACES_HOSTS": "place.example.org",
    "SMALLPLACES_ADDRESS": "https://place.example.org",
    "SMALLPLACES_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SMALLPLACES_EMAIL_HOST": "mail.example.org",
    "SMALLPLACES_EMAIL_TLS": "starttls",
    "SMALLPLACES_FROM": "Larkbridge <hello@example.org>",
    "SMALLPLACES_TRUSTED_PROXIES": "1",
}
OWN_DATABASE = "postgresql://smallplaces_app:x@db.example.org/smallplaces"


@pytest.fixture
def here(db: None) -> Cast:
    """Return the cast as of now, as pages read the clock."""
    return build_cast(at=timezone.now())


@pytest.fixture
def cerys(here: Cast) -> Client:
    """Return Cerys's browser while she acts for Amina; a broken page is an answer with 500."""
    client = client_of(here.cerys)
    client.raise_request_exception = False
    client.post(f"/acting-for/{here.amina.code}/")
    return client


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_link_leads_away_from_here(here: Cast, wanted: str) -> None:
    client = client_of(here.cerys)
    link = people.make_sign_in_link(email="amina@example.org", at=here.at)
    assert link is not None
    answers = [
        client.post("/text-size/", {"size": "125", "next": wanted}),
        client.post("/language/", {"language": "cy", "next": wanted}),
        client.post(
            f"/door/{here.amina.code}/plan/", {"reason": "ASKED_ME"}, query_params={"next": wanted}
        ),
        Client().post(f"/sign-in/link/{link.token}/", {"next": wanted}),
    ]
    for answer in answers:
        assert answer.status_code in (302, 303)
        assert urljoin(f"{HERE}/", answer["Location"]).startswith(f"{HERE}/")


def test_a_supporter_without_the_shelf_finds_no_page_and_breaks_none(here: Cast) -> None:
    people.end_support(supporter=Supporter.objects.get(), by=here.amina, at=here.at)
    support = people.ask_supporter(
        person=here.amina,
        supporter=here.cerys,
        shelves=[Shelf.PROFILE],
        writes=[Shelf.PROFILE],
        until=here.at + timedelta(days=9),
        by=here.amina,
        at=here.at,
    )
    people.accept_to_support(supporter=support, by=here.cerys, at=here.at)
    client = client_of(here.cerys)
    client.post(f"/acting-for/{here.amina.code}/")
    for path in ("/offers/", "/introductions/", "/my/plan/", "/my/people/"):
        assert client.get(path).status_code == 404
    refused = client.post("/offers/new/", {"words": "I bake", "whose": str(here.amina.code)})
    assert "Only they" in refused.content.decode()


def test_what_may_not_be_done_is_told_in_one_sentence(here: Cast) -> None:
    sight = here.amina.seen_by.filter(viewer=here.cerys).first()
    assert sight is not None
    answer = client_of(here.amina).post(f"/my/sharing/{sight.code}/take-back/")
    assert answer.status_code == 422
    assert "They act for you" in answer.content.decode()


def test_words_for_someone_are_never_written_for_oneself(here: Cast, cerys: Client) -> None:
    assert str(here.amina.code) in cerys.get("/offers/new/").content.decode()
    people.end_support(supporter=Supporter.objects.get(), by=here.amina, at=here.at)
    mine = {"words": "She bakes <b>bread</b>", "whose": str(here.amina.code)}
    answer = cerys.post("/offers/new/", mine)
    assert answer.status_code == 422
    assert "She bakes &lt;b&gt;bread&lt;/b&gt;" in answer.content.decode()
    assert not Offer.objects.exists()
    offer = client_of(here.amina).post("/offers/new/", {"words": "Soup"})
    assert offer.status_code == 302
    code = Offer.objects.get().code
    ask = cerys.post(
        f"/introductions/new/offer/{code}/", {"opening_words": "Hi", "whose": str(here.amina.code)}
    )
    assert ask.status_code == 422
    assert not Introduction.objects.exists()


def test_words_are_shown_to_whoever_was_signed_out_while_writing(here: Cast) -> None:
    answer = Client().post("/offers/new/", {"words": "A long story", "whose": str(here.amina.code)})
    assert answer.status_code == 422
    assert "A long story" in answer.content.decode()
    assert not Offer.objects.exists()


def test_acting_for_someone_does_not_outlast_signing_out_or_someone_else_coming_in(
    here: Cast, cerys: Client
) -> None:
    assert "acting_for" in cerys.session
    cerys.force_login(here.efa.account)
    assert "acting_for" not in cerys.session
    cerys.post("/sign-out/")
    cerys.force_login(here.cerys.account)
    assert "acting_for" not in cerys.session


NOBODYS = "9594d2ec-2f3a-4ca6-beb4-afa5bf5e5925"


@pytest.mark.parametrize("code", ["nonsense", 7, None, "", ["x"], NOBODYS])
def test_a_session_that_was_tampered_with_acts_for_nobody(here: Cast, code: Any) -> None:
    client = client_of(here.cerys)
    session = client.session
    session["acting_for"] = code
    session.save()
    assert "You are acting for" not in client.get("/").content.decode()


def test_people_are_told_when_acting_for_someone_has_ended(here: Cast, cerys: Client) -> None:
    people.end_support(supporter=Supporter.objects.get(), by=here.amina, at=here.at)
    assert "You do not act for anyone now" in cerys.get("/").content.decode()
    assert "You do not act for anyone now" not in cerys.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("key", [r'"\000aaaaaaaaaaaa"', "a" * 5000, '"\\377\\377aaaaaaaa"'])
def test_a_strange_cookie_is_no_cookie(key: str) -> None:
    client = Client(raise_request_exception=False, headers={"cookie": f"place={key}; csrftoken=x"})
    assert client.get("/").status_code == 200
    assert client.get("/my/plan/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/my/plan/",
        "/no-such-page/",
        "/sign-in/",
        "/my/people/map.svg",
        "/my/people/list.csv",
        "/my/people",
        "/my/people/add/",
        "/door/x/y/",
        "/leave/",
    ],
)
def test_every_answer_carries_its_guards(here: Cast, path: str) -> None:
    client = client_of(here.amina)
    answers = [client.get(path), client.post(path), Client(enforce_csrf_checks=True).post(path)]
    for answer in answers:
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]


def test_every_file_is_to_keep_and_leaves_no_copy_behind(here: Cast) -> None:
    client = client_of(here.amina)
    paths = ["/my/people/map.svg", "/my/people/list.csv", f"/people/{here.amina.code}/one-page.pdf"]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment;")
        assert "no-store" in answer["Cache-Control"]


def test_a_page_that_breaks_says_nothing_about_how(
    here: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_it(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the machine")

    monkeypatch.setattr("smallplaces.ground.trust.queries.viewers_of", break_it)
    client = client_of(here.amina)
    client.raise_request_exception = False
    answer = client.get("/my/sharing/")
    assert answer.status_code == 500
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "secret" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_made_up_name_of_this_place_is_not_answered() -> None:
    client = Client(raise_request_exception=False)
    for headers in ({"host": "evil.example"}, {"host": "a b"}, {"host": "localhost:x"}):
        answer = client.post("/sign-in/", {"email": "amina@example.org"}, headers=headers)
        assert answer.status_code == 400
    forwarded = client.get("/", headers={"x-forwarded-host": "evil.example"})
    assert b"evil.example" not in forwarded.content


def test_every_form_asks_where_it_comes_from(here: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(here.amina.account)
    for path in (
        "/offers/new/",
        "/my/sharing/new/",
        "/sign-out/",
        "/my/plan/add/",
        "/my/card/new/",
    ):
        assert client.post(path, {"words": "x"}).status_code == 403


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    of_tests = ("SMALLPLACES_", "DJANGO_ALLOW_ASYNC_UNSAFE")
    ours = {name: text for name, text in os.environ.items() if not name.startswith(of_tests)}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=ours | environment,
    )


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """Return the surroundings of a real place, with keys of its own."""
    keys = tmp_path / "keys.json"
    make_ring(keys)
    return PRODUCTION | {"SMALLPLACES_DATA": str(tmp_path), "SMALLPLACES_KEYS": str(keys)}


def test_a_real_place_passes_djangos_own_inspection(production: dict[str, str]) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "changed",
    [
        {"SMALLPLACES_SECRET": ""},
        {"SMALLPLACES_SECRET": "short"},
        {"SMALLPLACES_SECRET": "a" * 60},
        {"SMALLPLACES_HOSTS": ""},
        {"SMALLPLACES_HOSTS": "localhost"},
        {"SMALLPLACES_HOSTS": "place.example.org, *"},
        {"SMALLPLACES_MODE": "Production"},
        {"SMALLPLACES_KEYS": ""},
        {"SMALLPLACES_KEYS": "/nowhere/keys.json"},
        {"SMALLPLACES_ADDRESS": "http://place.example.org"},
        {"SMALLPLACES_ADDRESS": "https://elsewhere.example.org"},
        {"SMALLPLACES_ADDRESS": "https://place.example.org/folder"},
        {"SMALLPLACES_EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
        {"SMALLPLACES_EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"},
        {"SMALLPLACES_EMAIL_TLS": "none"},
        {"SMALLPLACES_EMAIL_TLS": "maybe"},
        {"SMALLPLACES_EMAIL_PORT": "smtp"},
        {"SMALLPLACES_FROM": "Small Places <hello@localhost>"},
        {"SMALLPLACES_TRUSTED_PROXIES": "0"},
        {"SMALLPLACES_TRUSTED_PROXIES": "-1"},
        {"SMALLPLACES_TRUSTED_PROXIES": "one"},
        {"SMALLPLACES_NEUTRAL": "http://www.example.org"},
        {"DATABASE_URL": OWN_DATABASE},
        {"DATABASE_URL": f"{OWN_DATABASE}?sslmode=prefer"},
        {"DATABASE_URL": "postgresql://postgres@/smallplaces?host=/run/postgresql"},
        {"DATABASE_OWNER_URL": OWN_DATABASE},
    ],
    ids=str,
)
def test_a_real_place_does_not_start_unsafe(
    production: dict[str, str], changed: dict[str, str]
) -> None:
    done = manage("check", **(production | changed))
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr


def test_a_real_place_does_not_start_with_keys_that_anyone_reads(
    production: dict[str, str],
) -> None:
    Path(production["SMALLPLACES_KEYS"]).chmod(0o644)
    done = manage("check", **production)
    assert done.returncode != 0
    assert "Anyone here can read the keys: chmod 600" in done.stderr


@pytest.mark.parametrize("text", ["", "{}", '{"keys": []}', '{"keys": [{"id": "x"}]}', "\xff"])
def test_a_real_place_does_not_start_with_a_damaged_key_ring(
    production: dict[str, str], text: str
) -> None:
    Path(production["SMALLPLACES_KEYS"]).write_text(text)
    done = manage("check", **production)
    assert done.returncode != 0
    assert "Put its copy back" in done.stderr


@pytest.mark.parametrize(
    "changed",
    [
        {"DATABASE_URL": f"{OWN_DATABASE}?sslmode=verify-full"},
        {"DATABASE_URL": "postgresql://smallplaces_app@/smallplaces?host=/run/postgresql"},
        {"SMALLPLACES_EMAIL_HOST": "localhost", "SMALLPLACES_EMAIL_TLS": "none"},
        {"SMALLPLACES_HOSTS": ".example.org"},
    ],
    ids=str,
)
def test_a_real_place_starts_with_what_is_safe(
    production: dict[str, str], changed: dict[str, str]
) -> None:
    done = manage("check", **(production | changed))
    assert done.returncode == 0, done.stderr


def test_secrets_that_anyone_here_can_read_are_not_used(
    production: dict[str, str], tmp_path: Path
) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text("[]")
    for mode, code in ((0o644, 1), (0o640, 0)):
        outside.chmod(mode)
        more = production | {"SMALLPLACES_OUTSIDE": str(outside)}
        assert manage("check", **more).returncode == code


def test_nobody_walks_in_to_a_real_place(here: Cast, settings: Any) -> None:
    settings.IS_DEMONSTRATION = False
    for person in (here.amina, here.dev):
        client = Client()
        assert client.post(f"/walk-in/{person.code}/").status_code == 404
        assert "_auth_user_id" not in client.session


def test_a_real_place_does_not_open_over_invented_people(here: Cast) -> None:
    from django.db import connection

    from smallplaces.site.cli.preparing import invented_people_live_here

    with connection.cursor() as cursor:
        assert invented_people_live_here(cursor)


def test_sharing_with_one_who_left_is_not_offered_and_not_done(here: Cast) -> None:
    from smallplaces.foundation.access import NotAllowed

    people.add_tie(person=here.amina, name="Farid", party=here.farid, by=here.amina, at=here.at)
    assert "Farid" not in client_of(here.amina).get("/my/sharing/new/").content.decode()
    with pytest.raises(NotAllowed):
        trust.share(
            person=here.amina,
            viewer=here.farid,
            shelf=Shelf.PLAN,
            until=here.at + timedelta(days=2),
            by=here.amina,
            at=here.at,
        )
