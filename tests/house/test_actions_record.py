"""What an action does is written down."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from smallplaces.ground.people.hooks import person_forgotten

from .test_only_actions_write import ROOT, WRITES

# Actions that write and leave no line in the log, each with the reason.
UNRECORDED = {
    "trust.write_record": "It is the log.",
    "trust.put_down_the_head": "It lays the first stone of the log.",
    "trust.see_oneself": "Part of people.added.",
    "trust.see_as_supporter": "Part of people.supporter_accepted.",
    "trust.stop_seeing_as_supporter": "Part of people.support_ended.",
    "trust.stop_seeing_and_being_seen": "Part of people.left.",
    "trust.open_for_a_break": "Part of people.paused.",
    "trust.close_after_a_break": "Part of people.came_back.",
    "offers.rest_for": "Part of people.paused.",
    "offers.go_on_after": "Part of people.came_back.",
    "trust.look": "A look is a line of its own kind, with the reason, which the person reads.",
    "people.ask_to_join": "Nobody is here yet whom a record could be about, or by.",
    "people.make_sign_in_link": "Anyone may ask for one; it does nothing until it is used.",
    "people.use_sign_in_link": "Coming in changes nothing that anyone keeps.",
    "people.use_code_card": "Coming in changes nothing that anyone keeps.",
    "people.make_one_time_code": "Anyone may ask for one; it does nothing until it is used.",
    "people.use_one_time_code": "Coming in changes nothing that anyone keeps.",
    "people.count_try": "Counts guesses, also of people who are not here.",
    "people.forgive_try": "Part of a way in that was right.",
    "keys.begin_session": "A signed-in is a line of its own kind, which the person reads.",
    "keys.add_way": "Part of a signed-in, which the person reads.",
    "keys.leave_session": "Part of a signed-in, which the person reads.",
    "keys.forget_keys": "Part of people.left.",
    "keys.use_passkey": "Coming in changes nothing that anyone keeps.",
    "keys.reseal_code_app": "Part of keys.sealed_anew; what the app shows stays the same.",
    "keys.use_code_app": "Coming in changes nothing that anyone keeps.",
    "listings.index_meanings": "Reckoned anew from listings, as often as one likes.",
}

# What each room does when people.forgotten is recorded.
PART_OF_BEING_FORGOTTEN = {
    f"{told.__module__.split('.')[2]}.{told.__name__}" for told in person_forgotten
}


def modules() -> Iterator[tuple[str, list[Path]]]:
    """Yield each room and the files of its actions."""
    for room in sorted({*ROOT.glob("ground/*"), *ROOT.glob("systems/*")}):
        files = [*room.glob("actions.py"), *room.glob("actions/*.py")]
        if files:
            yield room.name, files


ROOMS = dict(modules())


def functions_of(room: str) -> dict[str, ast.FunctionDef]:
    return {
        node.name: node
        for file in ROOMS[room]
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }


def called_in(function: ast.FunctionDef) -> set[str]:
    """Return the names of everything called in `function`, also on other things."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {call.id for call in calls if isinstance(call, ast.Name)} | {
        call.attr for call in calls if isinstance(call, ast.Attribute)
    }


def reaches(name: str, functions: dict[str, ast.FunctionDef], wanted: set[str]) -> bool:
    """Return whether `name` calls one of `wanted`, itself or through functions of its room."""
    seen: set[str] = set()
    todo = [name]
    while todo:
        calls = called_in(functions[todo.pop()])
        if calls & wanted:
            return True
        todo += [call for call in calls & set(functions) if call not in seen]
        seen |= calls
    return False


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_action_that_writes_records(room: str) -> None:
    functions = functions_of(room)
    for name in public_names(room) & set(functions):
        if f"{room}.{name}" in {*UNRECORDED, *PART_OF_BEING_FORGOTTEN}:
            continue
        if is_action(functions[name]) and reaches(name, functions, WRITES):
            assert reaches(name, functions, {"record"}), (
                f"{room}.{name} writes and does not record. Call record(), or say in UNRECORDED "
                "of this file why not."
            )


def public_names(room: str) -> set[str]:
    """Return what other rooms may call: what the package re-exports, or all of a single file."""
    first = next((file for file in ROOMS[room] if file.name == "__init__.py"), None)
    if first is None:
        return {name for name in functions_of(room) if not name.startswith("_")}
    imports = [
        node for node in ast.parse(first.read_text()).body if isinstance(node, ast.ImportFrom)
    ]
    return {alias.name for node in imports for alias in node.names}


def is_action(function: ast.FunctionDef) -> bool:
    """Return whether `function` is something people do: it takes `at`."""
    arguments = [*function.args.args, *function.args.kwonlyargs]
    return any(argument.arg == "at" for argument in arguments)


def test_the_list_of_exceptions_names_actions_that_are_there() -> None:
    for name in UNRECORDED:
        room, action = name.split(".")
        assert action in functions_of(room), f"{name} is gone. Take it off the list."
