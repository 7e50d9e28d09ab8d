"""Something is wrong here."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings import queries
from smallplaces.ground.listings.models import Listing, Problem
from smallplaces.ground.trust.models import Record
from tests.cast import Cast


def test_anyone_can_say_it_and_the_keeper_hears(
    cast: Cast, anglers: Listing, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        problem = listings.say_problem(
            listing=anglers,
            words="The gate is locked.",
            reply_to="walker@example.org",
            by=None,
            at=cast.at,
        )
    assert queries.problems_for(cast.anglers).get() == problem
    [letter] = mail.outbox
    assert (letter.to, letter.reply_to) == (["efa@example.org"], ["walker@example.org"])
    assert "The gate is locked." in letter.body
    said = Record.objects.get(event="listings.problem_said")
    assert said.by == cast.the_house
    assert "gate" not in str(said.details)


def test_a_double_click_says_it_once(
    cast: Cast, anglers: Listing, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            listings.say_problem(listing=anglers, words="Locked.", by=cast.dev, at=cast.at)
    assert Problem.objects.count() == len(mail.outbox) == 1
    later = cast.at + timedelta(days=1)
    listings.say_problem(listing=anglers, words="Locked.", by=cast.dev, at=later)
    assert Problem.objects.count() == 2


def test_a_reply_to_that_is_no_address_never_becomes_a_header(
    cast: Cast, anglers: Listing, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        listings.say_problem(
            listing=anglers,
            words="Locked.",
            reply_to="0161 496 0000\nBcc: all@example.org",
            by=None,
            at=cast.at,
        )
    [letter] = mail.outbox
    assert letter.reply_to == []
    assert "0161 496 0000 Bcc: all@example.org" in letter.body
    assert letter.recipients() == ["efa@example.org"]


def test_of_a_listing_that_nobody_keeps_the_house_hears(
    cast: Cast, anglers: Listing, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MANAGERS = [("Steward", "steward@example.org")]
    Listing.objects.update(keeper=None)
    with django_capture_on_commit_callbacks(execute=True):
        problem = listings.say_problem(listing=anglers, words="Gone.", by=None, at=cast.at)
    assert queries.problems_for(cast.the_house).get() == problem
    assert not queries.problems_for(cast.dev).exists()
    assert mail.outbox[0].to == ["steward@example.org"]


def test_a_letter_that_cannot_be_sent_loses_nothing(
    cast: Cast,
    anglers: Listing,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks() as callbacks:
        listings.say_problem(listing=anglers, words="Locked.", by=None, at=cast.at)
    with pytest.raises(OSError, match="refused"):
        callbacks[0]()
    assert queries.problems_for(cast.anglers).count() == 1


@pytest.mark.parametrize(
    ("words", "reply_to"), [("", ""), (" \x00 ", ""), ("w" * 2001, ""), ("Locked.", "r" * 255)]
)
def test_a_problem_needs_words_that_can_be_kept(
    cast: Cast, anglers: Listing, words: str, reply_to: str
) -> None:
    with pytest.raises(listings.SaysNothing):
        listings.say_problem(
            listing=anglers, words=words, reply_to=reply_to, by=cast.dev, at=cast.at
        )
    assert not Problem.objects.exists()


def test_the_keeper_settles_it_once(cast: Cast, anglers: Listing) -> None:
    problem = listings.say_problem(listing=anglers, words="Locked.", by=cast.dev, at=cast.at)
    for answer in ("We oiled the lock.", "Again."):
        settled = listings.settle_problem(problem=problem, answer=answer, by=cast.efa, at=cast.at)
    assert settled.answer == "We oiled the lock."
    assert not queries.problems_for(cast.anglers).exists()
    assert Record.objects.filter(event="listings.problem_settled").count() == 1


def test_a_stranger_settles_nothing(cast: Cast, anglers: Listing) -> None:
    problem = listings.say_problem(listing=anglers, words="Locked.", by=cast.dev, at=cast.at)
    with pytest.raises(NotAllowed):
        listings.settle_problem(problem=problem, by=cast.dev, at=cast.at)
    assert queries.problems_for(cast.anglers).get() == problem
