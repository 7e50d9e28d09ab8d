"""How words are read, so that listings and the people who look for them are read alike.

`listing_plain` is the one reading of a text: NFC, lower case where the database's locale knows
it, and a space for each mark inside which PostgreSQL would see a path, an address or a compound
("tea/coffee"). `listing_whole` keeps whole words without accents (names, Welsh, what the speller
offers); `listing_stem` also takes off English endings. Both leave out the English stop words.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models import F

READING = r"""
CREATE TEXT SEARCH DICTIONARY listing_whole_word (TEMPLATE = pg_catalog.simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION listing_whole (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION listing_whole
    ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart,
        hword_part, hword_numpart, int, uint, float, sfloat, version
    WITH unaccent, listing_whole_word;
CREATE TEXT SEARCH CONFIGURATION listing_stem (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION listing_stem
    ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart,
        hword_part, hword_numpart, int, uint, float, sfloat, version
    WITH unaccent, english_stem;
CREATE FUNCTION listing_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT regexp_replace(lower(normalize(said, NFC)), '[-/_.,:;&@#<>''’‘+–—]+', ' ', 'g') $$;
"""

UNREADING = """
DROP FUNCTION listing_plain(text);
DROP TEXT SEARCH CONFIGURATION listing_stem;
DROP TEXT SEARCH CONFIGURATION listing_whole;
DROP TEXT SEARCH DICTIONARY listing_whole_word;
"""

# Nearest first: degrees east are shrunk to about the length of degrees north (cosine of 54.5
# degrees, the middle of the islands), so that the order of the index is nearly the true one.
NEARNESS = """
CREATE INDEX listing_by_nearness ON listings_listing
    USING gist (point(longitude * 0.58, latitude)) WHERE state = 'OPEN';
"""


class Migration(migrations.Migration):

    dependencies = [("listings", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ListingWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=60, unique=True)),
                ("count", models.IntegerField()),
            ],
            options={
                "indexes": [
                    GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="listing_word_by_trigrams"),
                ],
            },
        ),
        migrations.RunSQL(READING, UNREADING),
        migrations.RunSQL(NEARNESS, "DROP INDEX listing_by_nearness"),
    ]
