"""Pictures that people send us, made safe: the only kind of file that may come in.

No room takes files yet. The first one that does calls `safe_picture` in its form, keeps what that
returns and nothing of what was sent, and answers with `headers_of`.

A file is what its first bytes say, whatever its name says. It is drawn anew, point by point, so
nothing that was hidden in it stays: where it was taken, with what, by whom, a script, a second
file behind the first. SVG and PDF are programs more than pictures, so they do not come in.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 8_000_000
MOST_POINTS = 50_000_000  # drawn, that is 200 MB of memory; telephones take 12 to 50 million
LONGEST_SENT = 12_000
LONGEST_KEPT = 2048  # fills a large screen

KINDS: dict[str, Callable[[bytes], bool]] = {
    "JPEG": lambda first: first.startswith(b"\xff\xd8\xff"),
    "PNG": lambda first: first.startswith(b"\x89PNG\r\n\x1a\n"),
    "WEBP": lambda first: first[:4] == b"RIFF" and first[8:12] == b"WEBP",
}
TOO_LARGE = "This picture is too large. Send a smaller one."
BREAKS = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,  # Pillow's word for a broken PNG
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    EOFError,
    struct.error,
    zlib.error,
)


class NotAPicture(ValueError):
    """The file can not be taken; `sentence` says why to whoever sent it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Reads(Protocol):
    """A file that was sent."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was drawn anew: its bytes, how wide and high, and of what type."""

    content: bytes
    width: int
    height: int
    type: str
    ending: str


def safe_picture(sent: Reads, *, most_bytes: int = MOST_BYTES) -> Picture:
    """Return the picture that was sent, drawn anew and no longer than LONGEST_KEPT on a side.

    One with see-through parts becomes a PNG, every other a JPEG; of one that moves, the first
    picture. Never reads more than `most_bytes` and one, and never draws more than MOST_POINTS.
    Raises NotAPicture.
    """
    content = sent.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise NotAPicture(f"This file is too big. It can have {most_bytes // 1_000_000} MB.")
    kind = kind_of(content)
    if kind is None:
        raise NotAPicture("This is not a picture we can use. Send a JPEG, PNG or WebP.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=[kind]) as image:
                check_is_drawable(*image.size)
                return _drawn_anew(image)
    except NotAPicture:
        raise
    except Image.DecompressionBombError as error:
        raise NotAPicture(TOO_LARGE) from error
    except BREAKS as error:
        raise NotAPicture("This picture is broken. Try another.") from error


def kind_of(content: bytes) -> str | None:
    """Return what the first bytes say that a file is, None if it is not one that comes in."""
    return next((kind for kind, fits in KINDS.items() if fits(content[:16])), None)


def check_is_drawable(width: int, height: int) -> None:
    """Raise NotAPicture if the picture, drawn, would fill the memory."""
    if max(width, height) > LONGEST_SENT or width * height > MOST_POINTS:
        raise NotAPicture(TOO_LARGE)


def headers_of(picture: Picture, *, name: str) -> dict[str, str]:
    """Return the headers with which a picture is sent: a file to keep, and nothing but a picture.

    `name` is one that we gave it, of letters, digits and dashes: nobody's own words.
    """
    if not name.replace("-", "").isalnum() or not name.isascii():
        raise ValueError("A file's name has letters, digits and dashes.")
    return {
        "Content-Type": picture.type,
        "Content-Disposition": f'attachment; filename="{name}.{picture.ending}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store, private",
    }


def _drawn_anew(image: Image.Image) -> Picture:
    """Return the first picture of `image` without anything but its points, the right way up."""
    image.draft("RGB", (LONGEST_KEPT, LONGEST_KEPT))  # a large JPEG need not be drawn whole
    turned = ImageOps.exif_transpose(image)
    is_see_through = turned.has_transparency_data
    mode = "RGBA" if is_see_through else "RGB"
    points = turned.convert(mode)
    points.thumbnail((LONGEST_KEPT, LONGEST_KEPT))
    clean = Image.new(mode, points.size)  # a copy would carry over what is said about the old one
    clean.paste(points)
    out = io.BytesIO()
    if is_see_through:
        clean.save(out, "PNG")
        return Picture(out.getvalue(), *clean.size, type="image/png", ending="png")
    clean.save(out, "JPEG", quality=85)
    return Picture(out.getvalue(), *clean.size, type="image/jpeg", ending="jpg")
