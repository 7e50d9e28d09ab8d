"""Pictures come in as pictures only, and leave everything else behind."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from smallplaces.foundation.uploads import (
    LONGEST_KEPT,
    MOST_BYTES,
    NotAPicture,
    Picture,
    headers_of,
    safe_picture,
)

SCRIPT = b"<script>alert('amina')</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>"


def sent(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 200 if mode in {"L", "P"} else None).save(out, kind, **more)
    return out.getvalue()


def take(content: bytes) -> Picture:
    return safe_picture(io.BytesIO(content))


def shown(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


def chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """Return a PNG that says it is so wide and high, whatever is in it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


MODES = {
    "JPEG": ["RGB", "L", "CMYK", "1"],
    "PNG": ["RGB", "L", "RGBA", "LA", "P", "I;16", "1"],
    "WEBP": ["RGB", "RGBA"],
}


@pytest.mark.parametrize(
    ("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes]
)
def test_every_picture_becomes_a_jpeg_or_a_png_of_the_same_size(kind: str, mode: str) -> None:
    picture = take(sent(kind, mode=mode))
    assert shown(picture).size == (picture.width, picture.height) == (40, 30)
    assert (picture.type, picture.ending) in {("image/jpeg", "jpg"), ("image/png", "png")}
    assert (picture.type == "image/png") == (mode in {"RGBA", "LA"})


def test_where_and_when_and_by_whom_it_was_taken_is_left_behind() -> None:
    exif = Image.Exif()
    exif[0x013B] = "Amina of Larkbridge"  # artist
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 32.0, 1.0), 3: "W", 4: (2.0, 6.0, 1.0)})
    content = sent("JPEG", exif=exif, comment=b"Amina's house", icc_profile=b"Amina's printer")
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    picture = take(content)
    assert (picture.width, picture.height) == (30, 40)
    assert not shown(picture).getexif()
    assert set(shown(picture).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Amina" not in picture.content


def test_what_a_png_says_beside_its_points_is_left_behind() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Amina")
    words.add_itxt("XML:com.adobe.xmp", "<x>Amina</x>")
    content = sent("PNG", mode="RGBA", pnginfo=words, icc_profile=b"Amina's printer")
    picture = take(content)
    assert b"Amina" in content
    assert b"Amina" not in picture.content
    assert shown(picture).info == {}


def with_zip_behind(content: bytes) -> bytes:
    behind = io.BytesIO()
    with zipfile.ZipFile(behind, "w") as archive:
        archive.writestr("run.html", SCRIPT)
    return content + behind.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_second_file_inside_the_first_is_left_behind(kind: str) -> None:
    for content in (sent(kind) + SCRIPT, with_zip_behind(sent(kind))):
        picture = take(content)
        assert b"script" not in picture.content
        assert not zipfile.is_zipfile(io.BytesIO(picture.content))


def test_a_script_in_a_comment_is_left_behind() -> None:
    assert b"script" not in take(sent("JPEG", comment=b"*/=alert(1)//" + SCRIPT)).content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        b"<!doctype html>" + SCRIPT,
        b"%PDF-1.7\n/OpenAction /JavaScript",
        b"GIF89a/*" + SCRIPT,
        b"BM" + b"\0" * 60,
        b"MZ\x90\0",
        b"#!/bin/sh\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"\x00\x00\x00\x18ftypheic",
        b"PK\x03\x04",
    ],
    ids=lambda content: content[:12],
)
def test_what_is_no_picture_of_the_three_kinds_does_not_come_in(content: bytes) -> None:
    with pytest.raises(NotAPicture, match="Send a JPEG, PNG or WebP"):
        take(content)


def test_a_gif_that_says_it_is_a_png_does_not_come_in() -> None:
    with pytest.raises(NotAPicture, match="broken"):
        take(b"\x89PNG\r\n\x1a\n" + sent("GIF", mode="P"))


@pytest.mark.parametrize("size", [(50_000, 50_000), (12_001, 1), (1, 12_001), (8000, 8000)])
def test_a_picture_that_would_fill_the_memory_is_never_drawn(size: tuple[int, int]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(NotAPicture, match="too large"):
            take(png_of(*size, data=b"\0" * 1_000_000))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_words_that_would_fill_the_memory_are_never_unpacked() -> None:
    bomb = zlib.compress(b"a" * 80_000_000, 9)
    whole = png_of(1, 1, data=b"\0\0\0\0")
    content = whole[:33] + chunk(b"zTXt", b"Comment\0\0" + bomb) + whole[33:]
    assert len(content) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(NotAPicture):
            take(content)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_is_too_big_is_not_read_to_its_end() -> None:
    endless = io.BytesIO(sent("JPEG") + b"\0" * (MOST_BYTES * 2))
    with pytest.raises(NotAPicture, match="too big"):
        safe_picture(endless)
    assert endless.tell() == MOST_BYTES + 1


def test_a_large_picture_becomes_smaller_and_keeps_its_shape() -> None:
    picture = take(sent("PNG", size=(6000, 3000)))
    assert (picture.width, picture.height) == (LONGEST_KEPT, LONGEST_KEPT // 2)


def test_of_one_that_moves_the_first_picture_is_kept() -> None:
    out = io.BytesIO()
    first, second = Image.new("RGB", (9, 9), "red"), Image.new("RGB", (9, 9), "blue")
    first.save(out, "WEBP", save_all=True, append_images=[second], lossless=True)
    kept = shown(take(out.getvalue())).convert("RGB")
    assert getattr(kept, "n_frames", 1) == 1
    red, _, blue = kept.getpixel((4, 4))  # type: ignore[misc]
    assert red > 200 > blue


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.8])
def test_half_a_picture_is_a_broken_one(kind: str, share: float) -> None:
    content = sent(kind, size=(300, 300))
    with pytest.raises(NotAPicture):
        take(content[: max(16, int(len(content) * share))])


@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    behind=st.binary(max_size=60),
)
def test_whatever_is_sent_becomes_a_picture_or_a_sentence(
    kind: str, changes: list[tuple[float, int]], behind: bytes
) -> None:
    content = bytearray(sent(kind))
    for where, byte in changes:
        content[int(where * (len(content) - 1))] = byte
    try:
        picture = take(bytes(content) + behind)
    except NotAPicture:
        return
    assert shown(picture).size == (picture.width, picture.height)


def test_a_picture_is_sent_as_a_file_to_keep() -> None:
    headers = headers_of(take(sent("JPEG")), name="garden-1")
    assert headers["Content-Disposition"] == 'attachment; filename="garden-1.jpg"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    for name in ('a"; x', "../a", "a\r\nX: y", "", "é"):
        with pytest.raises(ValueError, match="letters, digits and dashes"):
            headers_of(take(sent("JPEG")), name=name)
