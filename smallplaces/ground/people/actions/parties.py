"""People come, move, and leave."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.acting import become
from smallplaces.foundation.recording import record
from smallplaces.ground.people import hooks, queries, rules
from smallplaces.ground.people.models import Account, CodeCard, Party, Person
from smallplaces.ground.places.models import Place

from .supporting import end_support


@transaction.atomic
def add_person(
    *,
    name: str,
    home: Place | None = None,
    postcode: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    is_the_house: bool = False,
    by: Person | None = None,
    at: datetime,
) -> Person:
    """Add a person. `by` is who added them; None means that they joined by themselves.

    Asking twice adds two people: names are not keys. Raises IntegrityError for a second House.
    Records `people.added`.
    """
    person = Person.objects.create(
        kind=Party.Kind.PERSON,
        name=name.strip(),
        home=home,
        postcode=postcode,
        latitude=latitude,
        longitude=longitude,
        is_the_house=is_the_house,
        joined_at=at,
    )
    if by is None:
        become(person, at=at)
    by = by or person
    for told in hooks.person_added:
        told(person, by, at)
    record("people.added", by=by, at=at, about=person)
    return person


@transaction.atomic
def move_home(
    *,
    person: Person,
    home: Place | None,
    postcode: str,
    latitude: float | None,
    longitude: float | None,
    by: Person,
    at: datetime,
) -> None:
    """Say where `person` lives now. Harmless on repeat.

    Raises NotAllowed (rules.check_can_write_profile). Records `people.moved_home`.
    """
    rules.check_can_write_profile(by, person, at=at)
    Person.objects.filter(pk=person.pk).update(
        home=home, postcode=postcode, latitude=latitude, longitude=longitude
    )
    person.refresh_from_db()
    record("people.moved_home", by=by, at=at, about=person)


@transaction.atomic
def leave_place(*, person: Person, by: Person, at: datetime) -> Person:
    """Leave: sign-in stops, and with it everything others may do for or with `person`.

    What they wrote is kept, and nobody else sees it. A repeat changes nothing.
    Raises NotAllowed. Records `people.left`, and what ends by it.
    """
    rules.check_can_leave_place(by, person)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.left_at is not None:
        return person
    person.left_at = at
    person.save(update_fields=["left_at"])
    Account.objects.filter(person=person).update(is_active=False)
    CodeCard.objects.filter(account__person=person, ended_at=None).update(ended_at=at, ended_by=by)
    for supporter in queries.supports_touching(person):
        end_support(supporter=supporter, by=by, at=at)
    for told in hooks.person_left:
        told(person, by, at)
    record("people.left", by=by, at=at, about=person)
    return person
