"""One page: nothing said is taken for a command, and nothing is cut without saying so."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from smallplaces.engines.one_page import CannotShow, OnePage, Section, first_sentences, typeset

MORE = "There is more:"


def page_with(*words: str) -> OnePage:
    sections = tuple(Section(f"Part {number}", said) for number, said in enumerate(words))
    return OnePage(
        "One page about Amina", "Amina", sections, "Made today.", MORE, "http://localhost/x/"
    )


def text_of(pdf: bytes) -> tuple[int, str]:
    reader = PdfReader(io.BytesIO(pdf))
    return len(reader.pages), "\n".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(
    "words",
    [
        "#set page(width: 1cm)",
        "#panic()",
        "[x] ]] [[",
        "\\ @label <label> $x^2$",
        "*b* _i_ `c`",
        "// no comment /* none */",
        "= Heading",
        '"); #read("/etc/passwd")',
        "{{ x }} {% x %}",
        "'\"",
    ],
)
def test_words_are_words_and_never_commands(words: str) -> None:
    pages, text = text_of(typeset(page_with(words)).pdf)
    assert pages == 1
    assert words in text


def test_the_pdf_is_tagged_with_language_title_and_its_own_typefaces() -> None:
    reader = PdfReader(io.BytesIO(typeset(page_with("Hello ŵ", "مرحبا", "😀 שלום")).pdf))
    root: Any = reader.trailer["/Root"]
    tree = root["/StructTreeRoot"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    tags = str(list(_tags(tree)))
    assert "/H1" in tags
    assert "/H2" in tags
    resources: Any = reader.pages[0]["/Resources"]
    fonts = resources["/Font"].values()
    names = [str(font.get_object()["/BaseFont"]) for font in fonts]
    assert any("AtkinsonHyperlegible" in name for name in names)
    assert all("+" in name for name in names)


def _tags(node: Any) -> Iterator[str]:
    found = node.get_object()
    if isinstance(found, dict):
        if "/S" in found:
            yield str(found["/S"])
        kids = found.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if hasattr(kid, "get_object") and not isinstance(kid, int):
                yield from _tags(kid)


@pytest.mark.parametrize(
    "words", ["I walk. " * 12_500, "x" * 100_000, "a\n" * 4_000, "word " * 20_000]
)
def test_too_much_for_a_page_is_shortened_and_says_so(words: str) -> None:
    made = typeset(page_with("Short.", words, words))
    pages, text = text_of(made.pdf)
    assert (pages, made.is_shortened) == (1, True)
    assert text.count(MORE) == 2
    assert "http://localhost/x/" in text


def test_what_fits_is_not_shortened() -> None:
    made = typeset(page_with(*["A sentence or two. " * 5] * 6))
    assert (text_of(made.pdf)[0], made.is_shortened) == (1, False)


def test_a_letter_without_a_typeface_is_named() -> None:
    with pytest.raises(CannotShow, match="\U00012000"):
        typeset(page_with("\U00012000"))


@given(st.text(max_size=400), st.integers(1, 300))
@settings(max_examples=200)
def test_a_cut_is_always_the_start_and_never_too_long(words: str, letters: int) -> None:
    cut = first_sentences(words, letters)
    assert len(cut) <= letters + 1
    assert words.startswith(cut.removesuffix("…")) or words == cut


def test_a_cut_keeps_whole_sentences_then_whole_words() -> None:
    assert first_sentences("I walk. I sing. I cook.", 16) == "I walk. I sing."
    assert first_sentences("I walk by the river every day", 12) == "I walk by…"
