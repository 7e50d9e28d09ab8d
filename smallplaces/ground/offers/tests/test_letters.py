"""Letters say that there is something to read, and nothing else."""

from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture
from pytest_django.fixtures import Settings

from smallplaces.ground.offers import actions
from smallplaces.ground.people.models import Account

from .conftest import DAY, Town, let_hana_help

PRIVATE = ["Amina", "Idris", "chess", "fishing", "Shall", "07700", "library", "Anglers"]


def test_letters_carry_no_names_wishes_or_words(
    town: Town, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        one = town.ask(go_between=town.cast.gwen, wish=town.wish)
        town.meet(town.answer(one))
        actions.end_introduction(introduction=one, by=town.cast.idris, at=town.at + 4 * DAY)
    to = sorted(letter.to[0].split("@")[0] for letter in mail.outbox)
    assert to == ["amina", "amina", "amina", "gwen", "idris", "idris", "idris"][: len(to)]
    assert len(to) == 7
    assert {letter.subject for letter in mail.outbox} == {"Something to read at Small Places"}
    assert not [word for word in PRIVATE for letter in mail.outbox if word in str(letter.body)]


def test_every_letter_has_the_same_link_and_it_tells_of_nothing(
    town: Town, settings: Settings, django_capture_on_commit_callbacks: Capture
) -> None:
    settings.SITE_ADDRESS = "https://larkbridge.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        town.answer(town.ask())
    assert len(mail.outbox) > 1
    for letter in mail.outbox:
        links = [word for word in str(letter.body).split() if "://" in word]
        assert links == ["https://larkbridge.example.org/introductions/"]


def test_an_ask_about_a_listing_goes_to_its_keepers(
    town: Town, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        town.ask(listing=town.listing)
    assert [letter.to for letter in mail.outbox] == [["efa@example.org"]]


def test_someone_without_e_mail_is_told_through_who_acts_for_them(
    town: Town, django_capture_on_commit_callbacks: Capture
) -> None:
    let_hana_help(town)
    Account.objects.filter(person=town.cast.amina).update(email=None, email_index=None)
    with django_capture_on_commit_callbacks(execute=True):
        town.ask(by=town.cast.hana)
    assert [letter.to for letter in mail.outbox] == [["cerys@example.org"]]


def test_an_ask_that_is_refused_sends_nothing(
    town: Town, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        town.ask()
        town.ask()
    assert len(mail.outbox) == 1
