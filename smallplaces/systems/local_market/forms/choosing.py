"""Two people wrote at the same time: which of the two texts stays, field by field."""

from dataclasses import replace
from typing import Any

from django import forms

from smallplaces.ground.listings.models import Facts
from smallplaces.systems.local_market.queries.keeping import Changed

THEIRS, MINE = "theirs", "mine"
NOTHING = "(nothing)"


class ChooseForm(forms.Form):
    """One question for each field that the two do not say alike."""

    def __init__(self, data: Any, *, differences: list[Changed]) -> None:
        super().__init__(data)
        for one in differences:
            self.fields[one.field] = forms.ChoiceField(
                label=one.words,
                choices=[(THEIRS, one.before or NOTHING), (MINE, one.after or NOTHING)],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose which of the two to keep."},
            )

    def chosen(self, theirs: Facts, mine: Facts) -> Facts:
        """Return the facts of `theirs` with what was chosen of `mine`."""
        taken: dict[str, Any] = {}
        for field, who in self.cleaned_data.items():
            if who == MINE:
                names = ("latitude", "longitude") if field == "point" else (field,)
                taken |= {name: getattr(mine, name) for name in names}
        return replace(theirs, **taken)
