"""A whole place with sealed words: what lies in the database, what pages and commands say."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from smallplaces.foundation.fields import Sealed, models_with_sealed_fields, ring, sealed_fields
from smallplaces.foundation.keyring import read_ring, replace_ring
from smallplaces.foundation.sealing import Broken, Key, KeyRing
from smallplaces.ground.keys import actions as keys
from smallplaces.ground.keys import queries as keys_queries
from smallplaces.ground.keys.tests.test_twice import SECRET, app_shows
from smallplaces.ground.people.models import Account, WhenNotWell
from smallplaces.ground.trust.actions import put_down_the_head
from smallplaces.ground.trust.emails import tell_of_break_glass
from smallplaces.site.cli import main, preparing
from smallplaces.site.demonstration import build
from tests.cast import Cast, build_cast, client_of
from tests.house.test_demonstration import without_meaning

__all__ = ["without_meaning"]
AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def everything_in_the_database() -> Iterator[tuple[str, str]]:
    """Yield each table and all that is in it, as `COPY … TO STDOUT` and so a backup writes it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                yield table, b"".join(bytes(part) for part in copy).decode()


def sealed_words() -> set[str]:
    """Return every word that is sealed in this place, opened."""
    return {
        getattr(row, field.attname)
        for model in models_with_sealed_fields()
        for row in model._base_manager.all()
        for field in sealed_fields(model)
        if getattr(row, field.attname)
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_no_sealed_words_lie_open_anywhere_in_the_database(without_meaning: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # one long test
        cursor.execute("SET LOCAL statement_timeout = 0")
    built = build(at=AT)
    gwen = built.cast.gwen
    keys.add_code_app(
        account=gwen.account, secret=SECRET, code=app_shows(AT), ways=["PASSKEY"], by=gwen, at=AT
    )
    words = {SECRET, *sealed_words()}
    assert "amina@example.org" in words
    assert "Ring Cerys on 01632 960 123" in words
    assert any("My dad’s fishing songs" in each for each in words)
    assert len(words) > 70
    open_words = {
        (table, each)
        for table, text in everything_in_the_database()
        for each in words
        if len(each) > 6 and each in text
    }
    # Some put their address on their own listing, for anyone to read.
    for_anyone = {
        (table, each)
        for table, each in open_words
        if table in {"listings_listing", "listings_listingversion"} and "@" in each
    }
    assert open_words - for_anyone == set()


@pytest.mark.django_db
def test_capitals_in_an_address_make_no_difference_at_the_door(cast: Cast) -> None:
    client = Client()
    client.post(reverse("sign_in"), {"email": " AMINA@example.ORG "})
    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]]


@pytest.fixture
def page(cast: Cast) -> WhenNotWell:
    """Return words that Amina keeps sealed."""
    return WhenNotWell.objects.create(
        person=cast.amina, helps="Tea, and no questions.", said_at=AT, said_by=cast.amina
    )


def lose_the_keys(own_ring: Path) -> None:
    replace_ring(own_ring, KeyRing([Key.new()]))


@pytest.mark.django_db
def test_without_the_key_a_page_says_so_in_words_and_the_rest_goes_on(
    page: WhenNotWell, cast: Cast, own_ring: Path, caplog: pytest.LogCaptureFixture
) -> None:
    amina = client_of(cast.amina)
    address = reverse("write_notes")
    assert "no questions" in amina.get(address).content.decode()
    lose_the_keys(own_ring)
    with caplog.at_level(logging.ERROR):
        answer = amina.get(address)
    assert answer.status_code == 503
    assert "We cannot open these words now" in answer.content.decode()
    assert "people_whennotwell.helps was sealed with the key" in caplog.text
    assert "no questions" not in caplog.text
    assert amina.get("/").status_code == 200
    assert Client().get("/").status_code == 200


@pytest.mark.django_db
def test_with_a_damaged_key_ring_a_page_says_so_too(
    page: WhenNotWell, cast: Cast, own_ring: Path
) -> None:
    own_ring.write_text("not a ring")
    answer = client_of(cast.amina).get(reverse("write_notes"))
    assert answer.status_code == 503


@pytest.mark.django_db
def test_without_the_key_the_door_says_what_it_says_to_everyone(cast: Cast, own_ring: Path) -> None:
    client = Client()
    said = client.post(reverse("sign_in"), {"email": "amina@example.org"}).content.decode()
    lose_the_keys(own_ring)
    after = client.post(reverse("sign_in"), {"email": "amina@example.org"})
    assert after.status_code == 200
    assert after.content.decode().split("<main")[1][:300] == said.split("<main")[1][:300]
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_letter_that_cannot_be_addressed_stops_nothing(
    cast: Cast, own_ring: Path, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    lose_the_keys(own_ring)
    with django_capture_on_commit_callbacks(execute=True):
        tell_of_break_glass(cast.amina)
    assert mail.outbox == []
    assert "which is not here" in caplog.text


@pytest.mark.django_db
def test_a_place_without_its_keys_does_not_open(cast: Cast, own_ring: Path) -> None:
    old = ring().writing.id
    with connection.cursor() as cursor:
        assert preparing.foreign_key_in(cursor) is None
        lose_the_keys(own_ring)
        assert preparing.foreign_key_in(cursor) == old


@pytest.mark.django_db(transaction=True)
def test_check_names_each_row_that_does_not_open_and_no_words(
    transactional_db: None, own_ring: Path
) -> None:
    put_down_the_head()
    cast = build_cast(at=datetime.now(UTC) - timedelta(days=1))
    amina = WhenNotWell.objects.create(
        person=cast.amina, helps="Tea", said_at=AT, said_by=cast.amina
    )
    assert run("check").exit_code == 0
    dev = WhenNotWell.objects.create(person=cast.dev, helps="", said_at=AT, said_by=cast.dev)
    token: Any = WhenNotWell.objects.get(pk=amina.pk).__dict__["helps"]
    WhenNotWell.objects.filter(pk=dev.pk).update(helps=Sealed(token.token))
    Account.objects.filter(person=cast.cerys).update(email_index="0a1b2c3d.AAAA")
    told = json.loads(run("check", "--json").stdout)
    (broken,) = [each["broken"] for each in told if each["broken"]]
    assert sorted(broken) == [
        f"people.Account {cast.cerys.account.pk}: email_index does not belong to what it should"
        " find.",
        f"people.WhenNotWell {dev.pk}: people_whennotwell.helps was changed, or moved from another"
        " row.",
    ]
    lose_the_keys(own_ring)
    result = run("check")
    assert result.exit_code == 1
    assert "✗ All that is sealed opens with the keys of this place." in result.stdout


def test_new_keys_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "etc" / "keys.json"
    monkeypatch.setenv("SMALLPLACES_KEYS", str(path))
    assert "apart from the database" in run("new-keys").stdout
    first = read_ring(path).writing.id
    again = run("new-keys")
    assert again.exit_code == 1
    assert "already" in again.stderr
    assert read_ring(path).writing.id == first


@pytest.mark.django_db
def test_every_sealed_column_is_checked_by_the_database_itself() -> None:
    for model in models_with_sealed_fields():
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        checked = {tuple(each["columns"]) for each in found.values() if each["check"]}
        for field in sealed_fields(model):
            assert (field.column,) in checked, (
                f"{field}: its migration must use SealField, not AlterField."
            )


@pytest.mark.django_db
def test_the_secret_of_a_code_app_opens_for_its_own_account_only(cast: Cast) -> None:
    sealed = ring().seal("K" * 32, **keys_queries.where_secret_is(cast.amina.account))
    with pytest.raises(Broken):
        ring().unseal(sealed, **keys_queries.where_secret_is(cast.dev.account))
