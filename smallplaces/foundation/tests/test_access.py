"""Saying no."""

from smallplaces.foundation.access import NotAllowed


def test_not_allowed_carries_the_sentence_people_read() -> None:
    wrong = NotAllowed("Only the two of you can end this.")
    assert wrong.sentence == str(wrong) == "Only the two of you can end this."
