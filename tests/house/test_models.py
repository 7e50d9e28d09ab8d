"""What every table of the house keeps to."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from smallplaces.foundation.fields import BlindIndexField, SealedTextField
from smallplaces.foundation.policies import Policy
from smallplaces.foundation.words import words_we_never_say

ROOMS = [config for config in apps.get_app_configs() if config.name.startswith("smallplaces.")]
HEIGHTS = {"places": 0, "people": 1, "keys": 2, "circles": 3, "trust": 4, "listings": 5}
GROUND, SYSTEM = 6, 7


def our_models() -> Iterator[type[models.Model]]:
    for room in ROOMS:
        yield from room.get_models()


def height_of(model: type[models.Model]) -> int:
    """Return how high the room of `model` stands; rooms of equal height are neighbours."""
    label = model._meta.app_label
    if label in HEIGHTS:
        return HEIGHTS[label]
    return GROUND if apps.get_app_config(label).name.startswith("smallplaces.ground.") else SYSTEM


ALL_MODELS = list(our_models())


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda m: m._meta.label)
def test_every_field_is_named_once_in_privacy(model: type[models.Model]) -> None:
    own = {field.name for field in model._meta.local_fields}
    named = Counter(
        name
        for key, names in vars(model.Privacy).items()  # type: ignore[attr-defined]
        if not key.startswith("_")
        for name in names
    )
    twice = [name for name, count in named.items() if count > 1]
    assert not twice, f"{model.__name__}.Privacy names {twice} twice. Choose one class for each."
    assert own == set(named), (
        f"{model.__name__}.Privacy must name every field once: put {own - set(named)} in a class "
        f"(public, personal or very_private), and take out {set(named) - own}."
    )


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda m: m._meta.label)
def test_what_is_very_private_is_sealed_and_nothing_else_is(model: type[models.Model]) -> None:
    named = set(getattr(model.Privacy, "very_private", ()))  # type: ignore[attr-defined]
    sealed = {
        field.name
        for field in model._meta.local_fields
        if isinstance(field, SealedTextField | BlindIndexField)
    }
    assert named == sealed, (
        f"{model.__name__}: {named ^ sealed} must be both in Privacy.very_private and sealed "
        "(foundation.fields.SealedTextField)."
    )


LIKE_A_CONTACT = ("email", "phone", "telephone", "mobile", "born", "birth", "contact", "reply_to")


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda m: m._meta.label)
def test_what_sounds_like_a_way_to_reach_someone_is_public_or_sealed(
    model: type[models.Model],
) -> None:
    personal = getattr(model.Privacy, "personal", ())  # type: ignore[attr-defined]
    plain = [name for name in personal if any(word in name for word in LIKE_A_CONTACT)]
    assert not plain, f"{model.__name__}: seal {plain} (Privacy.very_private)."


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda m: m._meta.label)
def test_what_is_personal_is_under_a_policy(model: type[models.Model]) -> None:
    classes: Any = model.Privacy  # type: ignore[attr-defined]
    personal = getattr(classes, "personal", ()) + getattr(classes, "very_private", ())
    assert not personal or isinstance(getattr(model, "policy", None), Policy), (
        f"{model.__name__} holds {personal}: say beside its Privacy who sees its rows, "
        "`policy = ...`, with the parts of foundation/policies.py."
    )


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda m: m._meta.label)
def test_keys_that_leave_a_room_point_down_and_leave_no_name_behind(
    model: type[models.Model],
) -> None:
    for field in model._meta.local_fields:
        target = field.related_model
        if not isinstance(target, type) or target._meta.app_label == model._meta.app_label:
            continue
        assert height_of(target) < height_of(model), (
            f"{model.__name__}.{field.name} points to {target.__name__}, which is not lower. "
            "Move the fact downstairs, or point the other way."
        )


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda m: m._meta.label)
def test_when_and_who_go_together(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.local_fields}
    alone = {
        name
        for name in names
        if name.endswith("_by") and f"{name.removesuffix('_by')}_at" not in names
    }
    allowed = {"given_by", "meeting_put_by", "written_by"}
    assert not alone - allowed, (
        f"{model.__name__} says who but not when: add the _at to {alone - allowed}."
    )


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda m: m._meta.label)
def test_a_model_says_what_it_is(model: type[models.Model]) -> None:
    said = (model.__doc__ or "").strip()
    assert not said.startswith(f"{model.__name__}("), (
        f"{model.__name__} needs a docstring: “A … is …”, “Not a …”, “Always true: …”."
    )
    assert not words_we_never_say(str(model._meta.verbose_name)), model._meta.label


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda m: m._meta.label)
def test_models_hold_no_behaviour(model: type[models.Model]) -> None:
    assert "save" not in vars(model), f"{model.__name__}.save: put it in actions.py."
    assert "delete" not in vars(model), f"{model.__name__}.delete: put it in actions.py."
    assert not model._meta.ordering, f"{model.__name__}: say the order in the query, not in Meta."
