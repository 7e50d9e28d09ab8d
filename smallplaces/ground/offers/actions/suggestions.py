"""What may fit a wish. Software suggests; the person chooses, and owes nobody a reason."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.offers import queries, rules
from smallplaces.ground.offers.models import Suggestion, Wish
from smallplaces.ground.people.models import Person


@transaction.atomic
def suggest_for(*, wish: Wish, by: Person, at: datetime) -> list[Suggestion]:
    """Look for what may fit `wish` and keep it, nearest human answer first.

    What was set aside is never suggested again for this wish; what fits no longer goes. Repeating
    it changes nothing while nothing else changed. A wish that is paused or finished gets none.
    Raises NotAllowed. Records `offers.suggested`.
    """
    wishes = Wish.objects.select_for_update(of=("self",), no_key=True)
    wish = wishes.select_related("person").get(pk=wish.pk)
    rules.check_can_write_plan(by, wish.person, at=at)
    fits = queries.fits_for(wish, at=at) if wish.state == Wish.State.OPEN else []
    kept = [_keep(wish, fit, at) for fit in fits]
    wish.suggestions.filter(set_aside_at=None).exclude(pk__in=[one.pk for one in kept]).delete()
    record(
        "offers.suggested",
        by=by,
        at=at,
        about=wish.person,
        thing=f"offers.wish:{wish.code}",
        details={"how_many": len(kept)},
    )
    return queries.suggestions_for(wish.person, at=at).get(wish.pk, [])


@transaction.atomic
def set_aside(*, suggestion: Suggestion, by: Person, at: datetime) -> None:
    """Set a suggestion aside for good. A repeat changes nothing. Raises NotAllowed.

    Nobody else learns of it. Records `offers.set_aside`.
    """
    suggestion = (
        Suggestion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("wish__person")
        .get(pk=suggestion.pk)
    )
    rules.check_can_write_plan(by, suggestion.wish.person, at=at)
    if suggestion.set_aside_at is None:
        suggestion.set_aside_at, suggestion.set_aside_by = at, by
        suggestion.save(update_fields=["set_aside_at", "set_aside_by"])
        record(
            "offers.set_aside",
            by=by,
            at=at,
            about=suggestion.wish.person,
            thing=f"offers.suggestion:{suggestion.code}",
        )


def _keep(wish: Wish, fit: queries.Fit, at: datetime) -> Suggestion:
    said = {"nearness": fit.nearness, "score": fit.score, "reasons": list(fit.reasons)}
    suggestion, _ = Suggestion.objects.update_or_create(
        wish=wish,
        listing=fit.listing,
        offer=fit.offer,
        defaults=said,
        create_defaults={**said, "made_at": at},
    )
    return suggestion
