"""What is kept sealed: it opens in its own row and column, and nowhere else."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from smallplaces.foundation.fields import Sealed, ring
from smallplaces.foundation.keyring import replace_ring
from smallplaces.foundation.sealing import Broken, Key, KeyMissing, KeyRing
from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.models import Account, JoinLink, Notice, StandingWish, WhenNotWell
from tests.at_once import at_once
from tests.cast import AT, Cast, build_cast
from tests.log import put_down_the_head

WORDS = {"signs": "I do not sleep.", "helps": "Tea, and no questions."}


def stands(table: str, column: str, pk: int) -> str:
    """Return what really stands in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])
        (found,) = cursor.fetchone()
    return str(found)


def put(table: str, column: str, pk: int, value: str) -> None:
    """Write into the table behind everyone's back."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, pk])


@pytest.fixture
def page(cast: Cast) -> WhenNotWell:
    """Return what Amina wrote for days on which she is not well."""
    return actions.say_when_not_well(
        person=cast.amina, parts=WORDS, started_from="", by=cast.amina, at=AT
    )


def test_words_are_read_as_they_were_written(page: WhenNotWell) -> None:
    found = WhenNotWell.objects.get(pk=page.pk)
    assert (found.signs, found.helps, found.to_remember) == (*WORDS.values(), "")
    assert stands("people_whennotwell", "signs", page.pk).startswith("v1.")
    assert stands("people_whennotwell", "to_remember", page.pk) == ""


def test_words_are_opened_only_when_they_are_asked_for(page: WhenNotWell) -> None:
    found = WhenNotWell.objects.get(pk=page.pk)
    assert repr(found.__dict__["signs"]) == "<sealed>"
    assert found.signs == WORDS["signs"]
    assert found.__dict__["signs"] == WORDS["signs"]


def test_deferred_and_refreshed_words_open_too(page: WhenNotWell) -> None:
    found = WhenNotWell.objects.defer("signs").get(pk=page.pk)
    assert found.signs == WORDS["signs"]
    found.signs = "other"
    found.refresh_from_db()
    assert found.signs == WORDS["signs"]
    assert WhenNotWell.objects.only("pk").get(pk=page.pk).helps == WORDS["helps"]


def test_saving_what_was_not_read_leaves_it_as_it_stands(page: WhenNotWell) -> None:
    before = stands("people_whennotwell", "signs", page.pk)
    found = WhenNotWell.objects.get(pk=page.pk)
    found.helps = "My music."
    found.save()
    assert stands("people_whennotwell", "signs", page.pk) == before
    assert WhenNotWell.objects.get(pk=page.pk).helps == "My music."


def test_words_moved_to_another_row_do_not_open(cast: Cast, page: WhenNotWell) -> None:
    other = actions.say_when_not_well(
        person=cast.dev, parts={"signs": "No."}, started_from="", by=cast.dev, at=AT
    )
    put("people_whennotwell", "signs", other.pk, stands("people_whennotwell", "signs", page.pk))
    with pytest.raises(Broken, match="moved from another row"):
        _ = WhenNotWell.objects.get(pk=other.pk).signs


def test_words_moved_to_another_column_do_not_open(page: WhenNotWell) -> None:
    put("people_whennotwell", "helps", page.pk, stands("people_whennotwell", "signs", page.pk))
    with pytest.raises(Broken):
        _ = WhenNotWell.objects.get(pk=page.pk).helps


def test_words_moved_to_another_table_do_not_open(cast: Cast, page: WhenNotWell) -> None:
    account = cast.amina.account  # of the same person, so that the row is called alike
    put("people_account", "email", account.pk, stands("people_whennotwell", "signs", page.pk))
    with pytest.raises(Broken):
        _ = Account.objects.get(pk=account.pk).email


def test_an_address_moved_to_another_account_opens_no_door(cast: Cast) -> None:
    """Who can write into the database still cannot have somebody's letters sent to themselves."""
    amina, dev = cast.amina.account, cast.dev.account
    theirs = stands("people_account", "email", dev.pk)
    put("people_account", "email", amina.pk, theirs)
    with pytest.raises(Broken):
        actions.make_sign_in_link(email="amina@example.org", at=AT)


def test_one_bit_turned_in_the_table_is_found(page: WhenNotWell) -> None:
    version, key, rest = stands("people_whennotwell", "signs", page.pk).split(".")
    sealed = bytearray(base64.urlsafe_b64decode(rest))
    sealed[20] ^= 1
    turned = base64.urlsafe_b64encode(bytes(sealed)).decode()
    put("people_whennotwell", "signs", page.pk, f"{version}.{key}.{turned}")
    with pytest.raises(Broken):
        _ = WhenNotWell.objects.get(pk=page.pk).signs


@pytest.mark.parametrize(
    ("table", "column"),
    [("people_whennotwell", "signs"), ("people_account", "email"), ("people_joinlink", "email")],
)
def test_the_database_itself_takes_no_plain_words(
    page: WhenNotWell, table: str, column: str
) -> None:
    actions.ask_to_join(name="Nia", email="nia@example.org", at=AT)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'plain words'")


def test_what_the_database_cannot_do_with_sealed_words_says_so(page: WhenNotWell) -> None:
    rows: Any = WhenNotWell.objects
    with pytest.raises(TypeError, match="is sealed"):
        rows.filter(signs="I do not sleep.").exists()
    with pytest.raises(TypeError, match="is sealed"), transaction.atomic():
        rows.update(signs="plain")
    page.signs = "other"
    with pytest.raises(TypeError, match="is sealed"), transaction.atomic():
        rows.bulk_update([page], ["signs"])
    for lookup in ("contains", "icontains", "startswith", "iexact", "in", "regex", "gt"):
        with pytest.raises(FieldError, match="is sealed"):
            rows.filter(**{f"signs__{lookup}": "sleep"})
    with pytest.raises(FieldError, match="is sealed"):
        rows.filter(signs__lower="sleep")
    with pytest.raises(TypeError, match="are sealed"):
        str(rows.values_list("signs", flat=True)[0])
    page.signs = F("helps")
    with pytest.raises(TypeError, match="not an expression"):
        page.save()


def test_an_index_is_looked_at_by_words_only(cast: Cast) -> None:
    accounts: Any = Account.objects
    with pytest.raises(FieldError, match="email_index__of"):
        accounts.filter(email_index__contains="amina")


def test_many_rows_written_at_once_are_each_sealed_to_their_own(cast: Cast) -> None:
    wishes = StandingWish.objects.bulk_create(
        StandingWish(
            person=cast.amina, kind="KEEP", whom=f"w{n}", words=f"{n}", made_at=AT,
            made_by=cast.amina,
        )
        for n in range(3)
    )  # fmt: skip
    found = StandingWish.objects.filter(pk__in=[wish.pk for wish in wishes]).order_by("pk")
    assert [(wish.whom, wish.words) for wish in found] == [("w0", "0"), ("w1", "1"), ("w2", "2")]


def test_a_row_that_cannot_be_named_is_not_written(cast: Cast) -> None:
    with pytest.raises(ValueError, match="set that first"):
        WhenNotWell(signs="x", said_at=AT, said_by=cast.amina).save()


@pytest.mark.parametrize(
    "typed", ["AMINA@Example.org", "  amina@example.org ", "ａmina@example.org"]
)
def test_an_account_is_found_by_its_address_however_it_is_typed(cast: Cast, typed: str) -> None:
    assert queries.account_with_email(typed) == cast.amina.account
    assert Account.objects.get_by_natural_key(typed) == cast.amina.account


def test_the_same_address_has_another_index_in_another_table(cast: Cast) -> None:
    actions.ask_to_join(name="Amina", email="amina@example.org", at=AT)
    link = JoinLink.objects.get()
    assert link.email == "amina@example.org"
    assert link.email_index != cast.amina.account.email_index


def test_an_index_follows_a_changed_address(cast: Cast) -> None:
    account = Account.objects.get(person=cast.amina)
    account.email = "new@example.org"
    account.save()
    assert queries.account_with_email("new@example.org") == account
    assert queries.account_with_email("amina@example.org") is None
    account.email = None
    account.save()
    assert stands("people_account", "email_index", account.pk) == "None"


def test_no_address_and_no_index_go_together(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(person=cast.amina).update(email=None)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_an_account_at_once_with_one_address_get_one() -> None:
    """Also while the keys change, when equal addresses have unlike indexes."""
    put_down_the_head()
    cast = build_cast(at=AT)
    people = [actions.add_person(name=name, at=AT) for name in ("Megan", "Nia")]

    def open_for(number: int) -> Any:
        person = people[number]
        return actions.open_account(person=person, email="one@example.org", by=person, at=AT)

    results = at_once(lambda: open_for(0), lambda: open_for(1))
    assert sorted(type(each).__name__ for each in results) == ["Account", "EmailTaken"]
    assert cast.amina.account.email == "amina@example.org"


def test_an_address_under_an_older_key_is_still_taken(cast: Cast, own_ring: Any) -> None:
    replace_ring(own_ring, ring().with_new_key(Key.new()))
    assert queries.account_with_email("amina@example.org") == cast.amina.account
    megan = actions.add_person(name="Megan", at=AT)
    with pytest.raises(actions.EmailTaken):
        actions.open_account(person=megan, email="amina@example.org", by=megan, at=AT)


def test_saving_seals_with_the_key_that_writes(
    cast: Cast, page: WhenNotWell, own_ring: Any
) -> None:
    replace_ring(own_ring, ring().with_new_key(Key.new()))
    found = WhenNotWell.objects.get(pk=page.pk)
    found.save()
    assert ring().is_sealed_to_write(stands("people_whennotwell", "signs", page.pk))
    account = Account.objects.get(person=cast.amina)
    account.save()
    assert (account.email_index or "").startswith(ring().writing.id)


def test_without_its_key_words_stay_shut(page: WhenNotWell, own_ring: Any) -> None:
    replace_ring(own_ring, KeyRing([Key.new()]))
    with pytest.raises(KeyMissing):
        _ = WhenNotWell.objects.get(pk=page.pk).signs


def test_the_same_wish_twice_is_one_and_another_is_another(cast: Cast) -> None:
    said: dict[str, Any] = {"person": cast.amina, "kind": "ASK", "by": cast.amina, "at": AT}
    first = actions.add_standing_wish(whom="The cat", words="Feed her.", **said)
    assert actions.add_standing_wish(whom="The cat", words="Feed her.", **said) == first
    assert actions.add_standing_wish(whom="The cat", words="Brush her.", **said) != first


def test_what_is_said_about_a_break_is_sealed(cast: Cast) -> None:
    pause = actions.begin_pause(person=cast.amina, by=cast.amina, at=AT)
    for words in ("At my mum’s.", "Back on Monday."):
        actions.tell_about_pause(pause=pause, party=cast.cerys, words=words, by=cast.amina, at=AT)
    notice = Notice.objects.get()
    assert notice.words == "Back on Monday."
    assert stands("people_notice", "words", notice.pk).startswith("v1.")


class TestAnyWords(TestCase):
    """Whatever somebody writes comes back, and never stands in the table."""

    @given(words=st.text(min_size=1, max_size=400))
    def test_words_come_back(self, words: str) -> None:
        person = actions.add_person(name="Nia", at=AT)
        page = WhenNotWell.objects.create(
            person=person, signs=words, said_at=AT + timedelta(1), said_by=person
        )
        found = WhenNotWell.objects.get(pk=page.pk)
        assert isinstance(found.__dict__["signs"], Sealed)
        assert found.signs == words
