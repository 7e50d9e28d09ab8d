"""The demonstration place's town, for tests that want a whole town of listings."""

from smallplaces.site.demonstration.building import Town, build_listings, build_people

__all__ = ["Town", "build_listings", "build_people"]
