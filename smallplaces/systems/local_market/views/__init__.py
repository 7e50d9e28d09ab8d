"""The pages of the local market, by what people do on them."""

from .finding import find

__all__ = ["find"]
