"""States and the moves between them, as data: guarded, tested and drawn from one table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)


class IllegalMove(Exception):
    """The thing cannot go from the state it is in to the one asked for."""


@dataclass(frozen=True)
class Stages(Generic[S]):
    """A state machine.

    `moves[a][b]` is the verb that takes a thing from state `a` to state `b`. States without
    moves are where it ends. Always true: every state that is not an end has a way out that
    needs nobody (`by_itself`), so that nothing waits for ever.
    """

    start: S
    moves: Mapping[S, Mapping[S, str]]
    by_itself: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for state in self.moves:
            if self.moves[state] and not self.by_itself & set(self.moves[state].values()):
                raise ValueError(f"{state} has no way out that needs nobody.")

    def check(self, now: S, then: S) -> None:
        """Stop unless there is a move from `now` to `then`. Raises IllegalMove."""
        if then not in self.moves.get(now, {}):
            raise IllegalMove(f"There is no way from {now} to {then}.")

    @property
    def ends(self) -> frozenset[S]:
        """Return the states from which nothing moves on."""
        return frozenset(state for state in type(self.start) if not self.moves.get(state))

    def as_mermaid(self) -> str:
        """Return the diagram as Mermaid text (stateDiagram-v2), for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.name}"]
        for now, moves in self.moves.items():
            lines += [f"    {now.name} --> {then.name}: {verb}" for then, verb in moves.items()]
        lines += [f"    {state.name} --> [*]" for state in sorted(self.ends)]
        return "\n".join(lines) + "\n"
