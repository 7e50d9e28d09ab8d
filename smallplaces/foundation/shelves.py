"""The shelves on which what we know about a person is kept.

A person shares a shelf, not a table: the words are plain, because people read them when they
choose who may see what.
"""

from enum import StrEnum


class Shelf(StrEnum):
    """A part of what is known about a person, in a word they would use themselves."""

    PROFILE = "profile"
    PLAN = "plan"
    PEOPLE = "people"
    MONEY = "money"
    SUPPORT = "support"
    CRISIS = "crisis"
    WORDS = "words"

    @property
    def sentence(self) -> str:
        """Return what is on this shelf, as it reads after "may see"."""
        return WHAT_IS_ON_IT[self]

    def about(self, name: str) -> str:
        """Return what is on this shelf of someone called `name`, for someone else to read."""
        return ANOTHERS_SHELF[self].format(name=name)


WHAT_IS_ON_IT = {
    Shelf.PROFILE: "your name, your one page and how to talk with you",
    Shelf.PLAN: "your plan, your wishes and your steps",
    Shelf.PEOPLE: "the people who matter to you",
    Shelf.MONEY: "your money",
    Shelf.SUPPORT: "your visits and who helps",
    Shelf.CRISIS: "what helps when you are not well",
    Shelf.WORDS: "what you have said, in your own words",
}

# Shelves that have something on them so far; only these are offered for sharing.
IN_USE = (Shelf.PROFILE, Shelf.PLAN, Shelf.PEOPLE, Shelf.CRISIS, Shelf.WORDS)

ANOTHERS_SHELF = {
    Shelf.PROFILE: "{name}’s one page and how to talk with them",
    Shelf.PLAN: "{name}’s plan, wishes and steps",
    Shelf.PEOPLE: "the people who matter to {name}",
    Shelf.MONEY: "{name}’s money",
    Shelf.SUPPORT: "{name}’s visits and who helps",
    Shelf.CRISIS: "what helps {name} when they are not well",
    Shelf.WORDS: "what {name} has said, in their own words",
}
