"""The demonstration place: an invented town in which a stranger can click around."""
