"""The words that listings here are written in."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F

# Before a word of the name in `Listing.words`: "choir in the name" is then one look-up.
NAME_MARK = "="


class ListingWord(models.Model):
    """A listing word is a word, or the stem of one, that some open listing here uses.

    It tells search how rare a word is, and what someone who mistyped it may have meant. Words
    that nobody uses any more stay, with a count of nought. Kept up by `actions.index_listings`.
    Not a dictionary: a word is known because it is used here.
    """

    LONGEST = 60

    word = models.CharField(max_length=LONGEST, unique=True)
    count = models.IntegerField()

    class Privacy:
        public = ("id", "word", "count")

    class Meta:
        indexes = [
            GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="listing_word_by_trigrams"),
        ]

    def __str__(self) -> str:
        return self.word
