"""How a mistyped word finds the words it may have been.

`listing_slips` gives a word and all that is left of it when one letter is taken out. Two words
that are one slip apart share one of these, so that looking them up in an index takes the place of
comparing (Mor and Fraenkel 1982, "A hash code method for detecting and correcting spelling
errors"). The index is as new as the table, at every moment and in every process.
"""

from django.db import migrations

SLIPS = """
CREATE FUNCTION listing_slips(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT ARRAY(
        SELECT pg_catalog.left(word, place - 1) || pg_catalog.substr(word, place + 1)
        FROM pg_catalog.generate_series(1, pg_catalog.length(word)) AS place
    ) || word
$$;
CREATE INDEX listing_word_by_slips ON listings_listingword USING gin (listing_slips(word))
    WHERE length(word) BETWEEN 3 AND 25;
"""

UNSLIPS = """
DROP INDEX listing_word_by_slips;
DROP FUNCTION listing_slips(text);
"""


class Migration(migrations.Migration):

    dependencies = [("listings", "0002_words")]

    operations = [migrations.RunSQL(SLIPS, UNSLIPS)]
