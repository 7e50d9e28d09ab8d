"""Identifiers that stay the same for ever, though nothing but the listing has a row of its own."""

from uuid import NAMESPACE_URL, UUID, uuid5

SPACE = uuid5(NAMESPACE_URL, "https://docs.openreferraluk.org#smallplaces")
VERSION_BITS, VARIANT_BITS = 0xF << 76, 0x3 << 62

SERVICE_AT_LOCATION = "service_at_location"
CIRCLE = "organization of a circle"
ITSELF = "organization of one listing"


def made_id(*parts: object) -> str:
    """Return the identifier (UUIDv5, RFC 9562) of what `parts` name: always the same one."""
    return str(uuid5(SPACE, "/".join(str(part) for part in parts)))


def mirrored(code: UUID, what: str) -> UUID:
    """Return another identifier that stands for `code` as `what`; the mirror's mirror is `code`.

    For things that are asked for by their identifier: an identifier made by hashing could only be
    found again by hashing them all. Version and variant stay as they are.
    """
    mask = uuid5(SPACE, what).int & ~(VERSION_BITS | VARIANT_BITS)
    return UUID(int=code.int ^ mask)
