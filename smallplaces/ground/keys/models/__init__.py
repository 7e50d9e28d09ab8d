"""How someone is signed in now, and the sign-ins that others keep for them."""

from .outside import OutsideKey
from .signed_in import SignedIn, Way

__all__ = ["OutsideKey", "SignedIn", "Way"]
