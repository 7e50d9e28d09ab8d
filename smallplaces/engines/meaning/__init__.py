"""Search in people's own words: by meaning, beside words, likeness of spelling and nearness.

Pure calculation, useful on its own: no Django, no database.
"""

from .company import COMPANY, wants_company
from .danger import Danger, speaks_of_danger
from .danger_phrases import DangerKind
from .fusing import Fused, fuse
from .help_lines import HELP_LINES, HelpLine, Nation, help_for
from .index import MeaningIndex, pack, unpack
from .model import Model, NoMeaningModel, load_model, require_model
from .reasons import Facts, why
from .texts import RankedText, rank_texts
from .words import Words, read_words, tidy

__all__ = [
    "COMPANY",
    "HELP_LINES",
    "Danger",
    "DangerKind",
    "Facts",
    "Fused",
    "HelpLine",
    "MeaningIndex",
    "Model",
    "Nation",
    "NoMeaningModel",
    "RankedText",
    "Words",
    "fuse",
    "help_for",
    "load_model",
    "pack",
    "rank_texts",
    "read_words",
    "require_model",
    "speaks_of_danger",
    "tidy",
    "unpack",
    "wants_company",
    "why",
]
