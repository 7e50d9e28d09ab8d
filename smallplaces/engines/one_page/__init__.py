"""One sheet of paper about a person, typeset as an accessible PDF.

Words go to the typesetter as data (JSON), never as markup, so that nothing a person writes can
be taken for a command. The PDF follows PDF/UA-1 (ISO 14289-1): tagged, with a language and a
title, and its typefaces are inside: Atkinson Hyperlegible, and Noto for other scripts.

    typeset(OnePage(name="Amina", ...)).pdf
"""

from .pages import OnePage, Section, first_sentences
from .typesetting import CannotShow, Typeset, typeset

__all__ = ["CannotShow", "OnePage", "Section", "Typeset", "first_sentences", "typeset"]
