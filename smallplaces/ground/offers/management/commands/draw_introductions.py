"""`manage.py draw_introductions > docs/reference/introductions.md`: draw the stages."""

from typing import Any

from django.core.management.base import BaseCommand

from smallplaces.ground.offers import rules
from smallplaces.ground.offers.models import Introduction

PAGE = """# The stages of an introduction

Drawn from the code by `manage.py draw_introductions`. A test fails when this page is out of date.

```mermaid
{diagram}```

| Stage | In words | What can happen |
|---|---|---|
{rows}

Nothing waits for ever: a stage that is not an end runs out by itself (`expire_introductions`).

- An ask is open for {answer} days from the asking side's own yes. A private no, or a "not now",
  moves nothing.
- Once both said yes, they have {meet} days to agree on a first meeting, counted again from each
  time that is put.
- After the meeting, each can say how it was for {how} days. Then they met, if either said so.
- The same ask can be made again {again} days after it ended or ran out, whatever the reason.
"""


def page() -> str:
    """Return the page of the documentation, as Markdown."""
    return PAGE.format(
        diagram=rules.STAGES.as_mermaid(),
        rows="\n".join(_row(state) for state in Introduction.State),
        answer=rules.ANSWER_WITHIN.days,
        meet=rules.MEET_WITHIN.days,
        how=rules.HOW_WAS_IT_WITHIN.days,
        again=rules.RESTS_FOR[Introduction.State.EXPIRED].days,
    )


def _row(state: Introduction.State) -> str:
    moves = rules.STAGES.moves[state]
    said = "; ".join(f"`{verb}` → {then.name}" for then, verb in moves.items())
    return f"| {state.name} | {state.label} | {said or 'It ends here.'} |"


class Command(BaseCommand):
    """Write the page to standard output."""

    help = "Draw the stages of an introduction from the code, as Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        self.stdout.write(page(), ending="")
