"""Opening a shelf: your own, that of someone you act for, or one that was shared with you."""

from datetime import datetime

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import queries as trust
from smallplaces.ground.trust import rules


def open_shelves(request: SignedInRequest, *shelves: Shelf) -> Person:
    """Return whose page this is, if the reader may see every one of `shelves`.

    A page that is only read asks at the door why. What is being saved is never held up there:
    what someone wrote must not be lost because half an hour has passed.
    """
    person: Person = request.whose
    for shelf in shelves:
        open_shelf(request, person, shelf)
    return person


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with a form, also when it is empty; None when a page is only read."""
    return request.POST if request.method == "POST" else None


def open_shelf(request: SignedInRequest, person: Person, shelf: Shelf) -> None:
    """Stop with 404 unless the reader may see `shelf` of `person`. Raises SayWhyFirst."""
    viewer: Person = request.person
    at: datetime = request.now
    if request.method == "POST":
        if not trust.may_see(viewer, person, shelf, at=at):
            raise Http404
        return
    try:
        rules.check_can_read(viewer, person, shelf, at=at)
    except NotAllowed as problem:
        raise Http404 from problem


def someone_seen(request: SignedInRequest, code: object, shelf: Shelf) -> Person:
    """Return the person with `code`, through the door of `shelf`; 404 for a stranger."""
    seen = trust.people_visible_to(request.person, at=request.now, shelf=shelf)
    person = get_object_or_404(seen, code=code)
    open_shelf(request, person, shelf)
    return person
