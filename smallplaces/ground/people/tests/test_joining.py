"""Joining by oneself."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from smallplaces.ground.people import actions
from smallplaces.ground.people.models import Person
from tests.cast import Cast

SOON = timedelta(minutes=31)


def test_asking_to_join_adds_nobody_until_the_link_is_opened(cast: Cast) -> None:
    before = Person.objects.count()
    token = actions.ask_to_join(name=" Nia ", email="Nia@Example.org", at=cast.at)
    assert token is not None
    assert Person.objects.count() == before
    account = actions.use_join_link(token=token, at=cast.at)
    assert (account.person.name, account.email) == ("Nia", "nia@example.org")
    assert Person.objects.count() == before + 1


def test_a_join_link_works_once_and_for_half_an_hour(cast: Cast) -> None:
    token = actions.ask_to_join(name="Nia", email="nia@example.org", at=cast.at)
    assert token is not None
    with pytest.raises(actions.LinkNotUsable):
        actions.use_join_link(token=token, at=cast.at + SOON)
    actions.use_join_link(token=token, at=cast.at)
    for wrong in (token, "nothing", "\x00"):
        with pytest.raises(actions.LinkNotUsable):
            actions.use_join_link(token=wrong, at=cast.at)


def test_two_links_for_one_address_make_one_person(cast: Cast) -> None:
    tokens = [
        actions.ask_to_join(name="Nia", email="nia@example.org", at=cast.at) for _ in range(2)
    ]
    first, second = (actions.use_join_link(token=str(token), at=cast.at) for token in tokens)
    assert first == second


def test_the_page_says_the_same_to_someone_who_is_here_already(cast: Cast, client: Client) -> None:
    pages = []
    for email in ("amina@example.org", "newone@example.org"):
        answer = client.post(reverse("join"), {"name": "Amina", "email": email})
        pages.append(answer.content.decode().replace(email, "…"))
    assert pages[0].split("<main")[1] == pages[1].split("<main")[1]
    assert [letter.subject for letter in mail.outbox] == ["Your link", "Your link"]
    assert Person.objects.filter(name="Amina").count() == 1


def test_joining_through_the_letter_lets_someone_in(cast: Cast, client: Client) -> None:
    client.post(reverse("join"), {"name": "Nia", "email": "nia@example.org"})
    address = next(line for line in mail.outbox[0].body.splitlines() if "/join/link/" in line)
    path = address.split("testserver", 1)[1]
    assert "Come in" in client.get(path).content.decode()
    assert not Person.objects.filter(name="Nia").exists()
    answer = client.post(path, follow=True)
    assert "signed in as Nia" in answer.content.decode()


def test_a_link_for_the_address_of_one_who_left_says_so_on_a_page(
    cast: Cast, client: Client
) -> None:
    """Also where the database shows whoever just joined no account but their own."""
    token = actions.ask_to_join(name="Farid", email="FARID@example.org", at=timezone.now())
    assert token is not None
    before = Person.objects.count()
    answer = client.post(reverse("use_join_link", args=[token]))
    assert answer.status_code == 410
    assert Person.objects.count() == before
