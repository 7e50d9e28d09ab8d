"""Row-level security policies: who sees the rows of a table, said beside the model.

A model with personal fields has `policy = ...`, made of the parts below and joined with `|`.
smallplaces/site/row_security turns it into PostgreSQL's own after each migration. The keeper of
the machine sees every row, and nobody sees one without saying who acts (foundation/acting.py).

Columns are names of the database (`person_id`).
"""

from dataclasses import dataclass, replace

from .shelves import Shelf

THE_ROW = "{row}"
"""Stands for the table that a policy is laid on, where a column would be taken for another's."""
ACTOR = "(SELECT rls.actor())"
"""Asked once for each statement, not for each row."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A condition in SQL on one row, true for those who may read and write it.

    Rows that carry authority say more: who may add one or take it out (`adds`), who may leave one
    changed (`changes`), and which columns nobody changes (`fixed`). What has ended stays ended.
    """

    sql: str
    adds: str = ""
    changes: str = ""
    fixed: tuple[str, ...] = ()

    def __or__(self, other: "Policy") -> "Policy":
        """Return the policy of those whom either lets see the row."""
        return Policy(f"({self.sql}) OR ({other.sql})")

    def __and__(self, other: "Policy") -> "Policy":
        """Return the policy of those whom both let see the row."""
        return Policy(f"({self.sql}) AND ({other.sql})")

    def added_by(self, whom: "Policy") -> "Policy":
        """Return this policy, with only `whom` adding rows."""
        return replace(self, adds=whom.sql)

    def changed_by(self, whom: "Policy") -> "Policy":
        """Return this policy, with rows left changed only where `whom` says so of the new row."""
        return replace(self, changes=whom.sql)

    def fixing(self, *columns: str) -> "Policy":
        """Return this policy, with columns that nobody changes."""
        return replace(self, fixed=columns)


def on_shelf(shelf: Shelf, person: str = "person_id") -> Policy:
    """Return the policy of whoever has a sight of `shelf` of the person in the column `person`."""
    return Policy(f"rls.may_see({ACTOR}, {person}, '{shelf.value}')")


def named(*columns: str) -> Policy:
    """Return the policy of whoever stands in one of `columns`, or belongs to the circle there."""
    return Policy(f"rls.is_one_of({ACTOR}, ARRAY[{', '.join(columns)}]::bigint[])")


def oneself(*columns: str) -> Policy:
    """Return the policy of the person who stands in one of `columns`."""
    return Policy(f"rls.is_oneself({ACTOR}, ARRAY[{', '.join(columns)}]::bigint[])")


def for_the_sake_of(*columns: str) -> Policy:
    """Return the policy of the person in one of `columns`, and of whoever acts for them now."""
    return Policy(f"rls.is_for_one_of({ACTOR}, ARRAY[{', '.join(columns)}]::bigint[])")


def with_what(table: str, column: str, key: str = "id") -> Policy:
    """Return the policy of whoever sees the row of `table` that `column` points to."""
    return Policy(f"EXISTS (SELECT FROM {table} whole WHERE whole.{key} = {THE_ROW}.{column})")


def of_ones_pause(column: str) -> Policy:
    """Return the policy of whoever takes the break in `column`, or may begin it for them.

    That there is a break is known to all who signed in; what was said about it is not.
    """
    theirs = f"rls.is_for_one_of({ACTOR}, ARRAY[whole.person_id])"
    may_begin_it = f"rls.may_do({ACTOR}, 'people.pause', whole.person_id)"
    return Policy(
        f"EXISTS (SELECT FROM people_pause whole WHERE whole.id = {column}"
        f" AND ({theirs} OR {may_begin_it}))"
    )


def on_their_page(question: str, person: str = "person_id") -> Policy:
    """Return the policy of whoever may see someone's one page that shows this."""
    return Policy(f"rls.is_on_their_page({ACTOR}, {person}, {question})")


def of_introduction(column: str) -> Policy:
    """Return the policy of those who have a part in the introduction in `column`."""
    return Policy(f"rls.has_part_in({ACTOR}, {column})")


def looking_into(sight: str) -> Policy:
    """Return the policy of whoever looks into what was opened in need with the `sight`."""
    return Policy(f"rls.looks_into({ACTOR}, {sight})")


def hearing_of(look: str) -> Policy:
    """Return the policy of a guardian to whom the question about the `look` was passed on."""
    return Policy(f"rls.hears_of({ACTOR}, {look})")


def once_told(policy: Policy, sight: str) -> Policy:
    """Return `policy`, but nothing yet of what it was not safe to tell about the `sight`."""
    return Policy(f"({policy.sql}) AND rls.was_told({sight})")


def holding(verb: str, over: str = "NULL") -> Policy:
    """Return the policy of whoever holds a mandate for `verb` over the column `over`, now."""
    return Policy(f"rls.may_do({ACTOR}, '{verb}', {over})")


def unless(policy: Policy, column: str) -> Policy:
    """Return `policy`, but not for the person who stands in `column`."""
    is_them = f"COALESCE({column} = ({ACTOR}).person, false)"
    return Policy(f"({policy.sql}) AND NOT {is_them}")


def of_kind(*kinds: str) -> Policy:
    """Return the condition that the row is of one of `kinds`."""
    return Policy(f"kind IN ({', '.join(repr(kind) for kind in kinds)})")


def without_members(circle: str) -> Policy:
    """Return the condition that nobody has ever belonged to the `circle`: it is being formed."""
    return Policy(f"rls.is_being_formed({circle})")


ENDED = Policy("ended_at IS NOT NULL")
KNOWN = Policy(f"rls.is_known({ACTOR})")
"""Everyone who signed in."""
ANYONE = Policy(f"rls.is_anyone({ACTOR})")
"""Everyone who said who acts, also at the door."""
AT_THE_DOOR = Policy(f"rls.is_at({ACTOR}, 'door')")
"""Whoever is coming in."""
BY_POST = Policy(f"rls.is_at({ACTOR}, 'post')")
"""Whoever carries letters."""
