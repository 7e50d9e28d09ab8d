"""Nouns of this room."""
