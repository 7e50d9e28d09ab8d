"""What people say, word for word."""

import uuid

from django.db import models
from django.db.models import Q

from smallplaces.foundation.policies import on_shelf, on_their_page, with_what
from smallplaces.foundation.shelves import Shelf


class Voice(models.Model):
    """A voice is what a person said about one question, in their own words, as it stands now.

    Not a form field and not a summary: nobody tidies it. What was said before is kept in
    `sayings`. `number` is the saying that stands; 0 when nothing was said yet.
    Always true: a person has one voice for each question.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    question = models.CharField(max_length=60)
    words = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=0)
    is_finished = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Privacy:
        public = ("id", "code")
        personal = ("person", "question", "words", "number", "is_finished", "changed_at")

    policy = on_shelf(Shelf.WORDS) | on_their_page("question")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", "question", name="person_has_one_voice_for_a_question"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.question}"


class Saying(models.Model):
    """A saying is one version of a voice: what was said, by whom it was written down, and when.

    Two people (or two tabs) that start from the same saying and say different things both keep
    theirs: the later one `waits` until the person chooses. `page` names the open page it was
    written on, so that a page never clashes with itself.
    Always true: the words of a saying never change; an idempotency key writes one saying once.
    """

    voice = models.ForeignKey(Voice, models.PROTECT, related_name="sayings")
    number = models.PositiveIntegerField()
    words = models.TextField(blank=True)
    started_from = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    page = models.CharField(max_length=64, blank=True)
    said_at = models.DateTimeField()
    written_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    written_with = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    waits = models.BooleanField(default=False)

    class Privacy:
        public = ("id",)
        personal = (
            "voice",
            "number",
            "words",
            "started_from",
            "key",
            "page",
            "said_at",
            "written_by",
            "written_with",
            "waits",
        )

    policy = with_what("voices_voice", "voice_id")

    class Meta:
        constraints = [
            models.UniqueConstraint("voice", "number", name="saying_is_numbered_once"),
            models.UniqueConstraint("voice", "key", name="saying_is_written_once"),
            models.CheckConstraint(name="saying_has_a_key", condition=~Q(key="")),
            models.CheckConstraint(
                name="saying_starts_from_an_earlier_one",
                condition=Q(started_from__lt=models.F("number")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}"
