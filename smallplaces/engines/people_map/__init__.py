"""Where to draw the people around a person: boxes with names in rings, none over another.

Pure geometry: names and rings in, boxes and circles out, in the units of an SVG `viewBox`. The
person is at the origin. Drawing is left to whoever has the pen.

    layout("Amina", [Someone("Mum", ring=0), Someone("Kim", ring=2, is_paid=True)], RINGS)
"""

from .layout import LINE, MARK, Box, PeopleMap, Ring, Someone, layout
from .lettering import lines_of, width_of

__all__ = ["LINE", "MARK", "Box", "PeopleMap", "Ring", "Someone", "layout", "lines_of", "width_of"]
