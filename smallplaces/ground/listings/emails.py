"""Letters about listings."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from .models import Problem

TEXT = """Someone told us that something is wrong on a page you keep: {name}.

What they said:

{words}

{answer}

To change the page or to answer, sign in and open "What I keep".
"""


def tell_of_problem(problem: Problem, addresses: Sequence[str]) -> None:
    """Write to `addresses`, each in a letter of its own, what someone said is wrong.

    When there is nobody to write to, whoever looks after this place (`MANAGERS`) hears of it.
    """
    managers = [pair[1] for pair in settings.MANAGERS]
    for address in addresses or managers:
        EmailMessage(
            subject=" ".join(f"Something is wrong: {problem.listing.name}".split()),
            body=TEXT.format(
                name=problem.listing.name, words=problem.words, answer=_how_to_answer(problem)
            ),
            to=[address],
            reply_to=[problem.reply_to] if _is_address(problem.reply_to) else None,
        ).send()


def _how_to_answer(problem: Problem) -> str:
    if not problem.reply_to:
        return "They did not say how to reach them, and that is fine."
    return f"You can reach them here: {problem.reply_to}"


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
