"""What a person put on their one page. Everything else lives downstairs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from smallplaces.foundation.policies import on_shelf
from smallplaces.foundation.shelves import Shelf


class Page(models.Model):
    """A page is what a person chose to say about themselves on one side of paper.

    Not the words themselves: they live with the voices, and change here when they change there.
    Always true: until the person has chosen, nobody else reads more than how to talk with them.
    """

    class Part(models.TextChoices):
        PEOPLE_LIKE = "PEOPLE_LIKE", "What people like about me"
        MATTERS = "MATTERS", "What matters to me"
        SUPPORT = "SUPPORT", "How to support me well"
        GOOD_DAY = "GOOD_DAY", "What a good day looks like"
        PEOPLE = "PEOPLE", "People who matter to me"
        GIVE = "GIVE", "What I am good at, and like to give"

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    parts = ArrayField(models.CharField(max_length=11, choices=Part), default=list)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Privacy:
        public = ("id",)
        personal = ("person", "parts", "chosen_at", "chosen_by")

    policy = on_shelf(Shelf.PROFILE)

    def __str__(self) -> str:
        return f"#{self.pk}"
