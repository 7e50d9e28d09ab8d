"""What was recorded, for tests of every room: also of those that stand below the log."""

from smallplaces.ground.people.models import Party
from smallplaces.ground.trust.actions import put_down_the_head
from smallplaces.ground.trust.models import Record

__all__ = ["Record", "put_down_the_head", "recorded"]


def recorded(event: str, about: Party | None = None) -> list[Record]:
    """Return every record of `event` (about `about`, if given), oldest first."""
    records = Record.objects.filter(event=event).select_related("by").order_by("number")
    return list(records if about is None else records.filter(about_id=about.pk))
