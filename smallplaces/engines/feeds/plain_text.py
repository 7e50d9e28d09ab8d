"""Strangers' text made safe to show: no markup, no control characters, never too long."""

import re
from html.parser import HTMLParser

_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
SIMPLE = re.compile(r"(?:[!-%'-;=-~]+(?: [!-%'-;=-~]+)*+)?")  # one line of ASCII, no & and <
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[#a-zA-Z]")
_ESCAPED_TAG = re.compile(
    r"<(?:/?(?:p|br|div|span|ul|ol|li|strong|em|b|i|a|h[1-6]|script)\b)", re.I
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n(?: ?\n)+ ?")
_NEWLINE = re.compile(r" ?\n ?")
_PARAGRAPHS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "ul",
        "ol",
        "table",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_LINES = frozenset(["br", "li", "tr", "dt", "dd"])
_SILENT = frozenset(["script", "style", "template", "noscript", "head", "title"])
_NOT_A_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]*+>)")
_ATTRIBUTES = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")
_ABSURD_ENTITY = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}+;?")


class _Reader(HTMLParser):
    """Collects what a browser would show, paragraphs apart, lists with dashes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.silent is None and tag in _SILENT:
            self.silent = tag
        elif tag in _PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag in _LINES:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = None
        elif tag in _PARAGRAPHS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.silent is None:
            self.pieces.append(data)


def _only_whole_tags(text: str) -> str:
    """`text` with whole tags without attributes, other `<` as entities, and no comments.

    Python's HTML parser takes time in the square of the length over unclosed tags, comments and
    quotes (measured: a minute for 100,000 characters). After this it is linear.
    """
    if "<!--" in text:
        *before, last = text.split("-->")
        text = "".join([piece.partition("<!--")[0] for piece in before] + [last])
    text = _NOT_A_TAG.sub("&lt;", _ABSURD_ENTITY.sub("", text))
    return _ATTRIBUTES.sub(r"<\1>", text)


def _without_markup(text: str) -> str:
    if not _MARKUP.search(text):
        return text
    reader = _Reader()
    reader.feed(_only_whole_tags(text))
    reader.close()
    return "".join(reader.pieces)


def showable(text: str) -> str:
    """`text` without control characters, lone surrogates and direction overrides."""
    return _UNSHOWABLE.sub("", text)


def plain_text(text: str) -> str:
    """HTML or text as plain text: entities decoded, scripts dropped, paragraphs kept.

    Text that was escaped twice (`&lt;p&gt;`) is read twice. Linear in the length.
    """
    if SIMPLE.fullmatch(text):
        return text
    shown = _without_markup(showable(text))
    if shown != text and _ESCAPED_TAG.search(shown):
        shown = _without_markup(shown)
    shown = _SPACES.sub(" ", showable(shown).replace("\r", "\n"))
    shown = _BLANK_LINES.sub("\n\n", shown)
    return _NEWLINE.sub("\n", shown).strip()


def one_line(text: str) -> str:
    """`plain_text` on one line, for names and addresses."""
    return " ".join(plain_text(text).split())


def cut_to(text: str, longest: int) -> str:
    """`text`, or its first `longest` characters ending in an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
