"""Bytes of a file or an answer, as UTF-8, unpacked, in chunks, within a limit."""

import codecs
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO

from smallplaces.engines.feeds.limits import CannotRead, Limits, SourceBroke

CHUNK = 65_536
_GZIP = b"\x1f\x8b"
_NESTED_PACKINGS = 2


def open_file(path: Path) -> IO[bytes]:
    """Open a file to read, or raise CannotRead with a sentence that says why not."""
    try:
        if path.is_dir():
            raise CannotRead(f"“{path.name}” is a folder, not a file.")
        return path.open("rb")
    except FileNotFoundError:
        raise CannotRead(f"There is no file “{path.name}”.") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "its name is not possible"
        raise CannotRead(f"“{path.name}” cannot be opened: {reason}.") from problem


def plain_chunks(file: IO[bytes], limits: Limits) -> Iterator[bytes]:
    """The file as UTF-8 in chunks: unpacked when it is gzip, whatever it is called.

    Raises SourceBroke when the packing is broken or `limits.max_bytes` is passed.
    """
    chunks: Iterator[bytes] = iter(lambda: file.read(CHUNK), b"")
    for _ in range(_NESTED_PACKINGS):
        head, chunks = _peek(chunks)
        chunks = _gunzip(chunks) if head.startswith(_GZIP) else chunks
    head, chunks = _peek(_within(chunks, limits.max_bytes))
    yield from _as_utf8(chunks, json.detect_encoding(head[:4]))


def first_of(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first chunk that is not empty, and all chunks, that one included."""
    return _peek(chunks)


def _peek(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    head = next(filter(None, chunks), b"")
    return head, chain([head], chunks)


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in chunks:
        packed, data = chunk, b""
        while packed or len(data) == CHUNK:
            try:
                data = unpacker.decompress(packed, CHUNK)
            except zlib.error:
                raise SourceBroke("The packed data is damaged from here on.") from None
            yield data
            packed = unpacker.unconsumed_tail
            if unpacker.eof:
                packed, data = unpacker.unused_data, b""
                if not packed.startswith(_GZIP):
                    return
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    raise SourceBroke("The packed data ends too early.")


def _within(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    taken = 0
    for chunk in chunks:
        taken += len(chunk)
        if taken > most:
            yield chunk[: most - taken]
            raise SourceBroke(f"The source is larger than {most:,} bytes, so we stopped there.")
        yield chunk


def _as_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding == "utf-8":
        return iter(chunks)
    if encoding == "utf-8-sig":
        head, chunks = _peek(iter(chunks))
        return chain([head.removeprefix(codecs.BOM_UTF8)], _rest(chunks))
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    return (decoder.decode(chunk).encode("utf-8", "replace") for chunk in chunks)


def _rest(chunks: Iterator[bytes]) -> Iterator[bytes]:
    next(chunks, None)
    return chunks
