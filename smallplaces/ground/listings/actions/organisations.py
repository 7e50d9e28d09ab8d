"""The bodies behind listings, as their sources name them."""

from collections.abc import Iterable
from datetime import datetime

from smallplaces.engines.feeds.records import FoundOrganisation

from ..models import Organisation, Source
from .digesting import LONGEST_ID, Said
from .found import LONGEST_TEXT, cut, whole

SAID = ("name", "description", "url", "email", "phone")


def take_in_organisations(
    source: Source, rows: Iterable[Said], *, at: datetime
) -> dict[str, Organisation]:
    """Add or bring up to date the organisations of `rows`; return them by the row's identifier.

    One without an identifier of its own is known by its name. Short rows add, but change nothing.
    """
    wanted = {_their_id(row.organisation): row for row in rows if row.organisation}
    known = {
        each.their_id: each
        for each in Organisation.objects.filter(source=source, their_id__in=wanted)
    }
    fresh = [
        _as_said(Organisation(source=source, their_id=their_id, made_at=at), row.organisation)
        for their_id, row in wanted.items()
        if their_id not in known and row.organisation
    ]
    known |= {each.their_id: each for each in Organisation.objects.bulk_create(fresh)}
    _bring_up_to_date(known, wanted)
    return {row.their_id: known[_their_id(row.organisation)] for row in rows if row.organisation}


def _their_id(organisation: FoundOrganisation | None) -> str:
    return "" if organisation is None else (organisation.id or organisation.name)[:LONGEST_ID]


def _bring_up_to_date(known: dict[str, Organisation], wanted: dict[str, Said]) -> None:
    changed = []
    for their_id, row in wanted.items():
        organisation = known[their_id]
        before = [getattr(organisation, column) for column in SAID]
        if row.is_whole and row.organisation:
            _as_said(organisation, row.organisation)
        if before != [getattr(organisation, column) for column in SAID]:
            changed.append(organisation)
    Organisation.objects.bulk_update(changed, SAID)


def _as_said(organisation: Organisation, found: FoundOrganisation | None) -> Organisation:
    """Write what `found` says on `organisation`. What is not said leaves what was."""
    if found is not None:
        organisation.name = cut(found.name, 200)
        organisation.description = cut(found.description, LONGEST_TEXT) or organisation.description
        organisation.url = whole(found.url, 500) or organisation.url
        organisation.email = whole(found.email, 254) or organisation.email
        organisation.phone = whole(found.phone, 60) or organisation.phone
    return organisation
