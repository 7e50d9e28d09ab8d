"""Fields of tables that keep their words sealed (docs/decisions/0024).

`SealedTextField(row=("person",))` holds words that only the place can read. `row` names what tells
a row from any other before it is in the table: a unique field that never changes. Reading the
attribute opens it, saving the row seals it. What would need the words in the database, such as
`filter(words="…")`, `update(words="…")` or an order, raises. An empty text stays an empty text.

`BlindIndexField(of="email")` finds a row by its sealed words: `filter(email_index__of="a@b.org")`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Lookup
from django.db.models.query_utils import DeferredAttribute

from .keyring import ring_at
from .sealing import KeyRing, email_alike, phone_alike

if TYPE_CHECKING:
    TextField = models.TextField[Any, Any]
    CharField = models.CharField[Any, Any]
else:
    TextField, CharField = models.TextField, models.CharField

ALIKE: dict[str, Callable[[str], str]] = {"email": email_alike, "phone": phone_alike}


def ring() -> KeyRing:
    """Return the key ring of this place. Raises KeyMissing, RingTrouble."""
    return ring_at(settings.KEY_RING, make=not settings.IS_PRODUCTION)


class Sealed:
    """What stands in the table: a token. It is no text, so that nobody shows it by mistake."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)

    def __repr__(self) -> str:
        return "<sealed>"

    def __str__(self) -> str:
        raise TypeError("These words are sealed: read them from their object, not from values().")


class SealedAttribute(DeferredAttribute):
    """Opens sealed words when they are asked for, and not before."""

    field: "SealedTextField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.opened(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(TextField):
    """Words that stand enciphered in the table, bound to it, to their column and to their row."""

    descriptor_class = SealedAttribute
    description = "Sealed words"

    def __init__(self, *args: Any, row: Sequence[str] = ("code",), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = tuple(row)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "row": self.row}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_row()]

    def _check_row(self) -> list[checks.CheckMessage]:
        meta = self.model._meta
        known = {field.name: field for field in meta.local_fields}
        if not set(self.row) <= set(known):
            said = f"“row” names what {self.model.__name__} does not have: {self.row}."
            return [checks.Error(said, obj=self, id="sealing.E001")]
        one = len(self.row) == 1 and known[self.row[0]].unique
        if one or set(self.row) in map(_unique_names, meta.constraints):
            return []
        said = f"Two rows could have the same {self.row}, and sealed words be swapped."
        return [checks.Error(said, obj=self, id="sealing.E002")]

    def db_check(self, connection: Any) -> str:
        """Have the database itself take nothing that is not sealed."""
        column = connection.ops.quote_name(self.column)
        return f"{column} = '' OR starts_with({column}, 'v1.')"

    def from_db_value(self, value: str | None, *rest: Any) -> Sealed | str | None:
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed) and ring().is_sealed_to_write(value.token):
            return value
        value = getattr(model_instance, self.attname)
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{self} is sealed: give it words, not an expression.")
        return self.sealed(model_instance, str(value)) if value else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.token
        if not value:
            return value
        raise TypeError(
            f"{self} is sealed: the database can not look for words in it or be given plain ones."
            " Look by its blind index, or save the object."
        )

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in {"exact", "isnull", "sealed_with"}:
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self} is sealed: the database can not read it, nor look for words.")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self} is sealed: the database can not read it, nor look for words.")

    def where(self, instance: models.Model) -> dict[str, Any]:
        """Return the place to which the words of `instance` are sealed. Raises ValueError."""
        row = []
        for name in self.row:
            field = instance._meta.get_field(name)
            value = field.to_python(getattr(instance, field.attname))  # type: ignore[union-attr]
            if value is None:
                raise ValueError(f"{self} is sealed to {name}: set that first.")
            row.append(str(value))
        return {"table": instance._meta.db_table, "column": self.column, "row": row}

    def sealed(self, instance: models.Model, words: str) -> Sealed:
        """Return `words` as they stand in the table."""
        return Sealed(ring().seal(words, **self.where(instance)))

    def opened(self, instance: models.Model, value: Sealed) -> str:
        """Return the words. Raises Broken, KeyMissing."""
        return ring().unseal(value.token, **self.where(instance))


def _unique_names(constraint: models.BaseConstraint) -> set[str] | None:
    """Return the fields that `constraint` keeps unique in all rows together, or None."""
    if not isinstance(constraint, models.UniqueConstraint) or constraint.condition is not None:
        return None
    written = [each.name for each in constraint.expressions if hasattr(each, "name")]
    return {*constraint.fields, *written}


class BlindIndexField(CharField):
    """A keyed hash of sealed words, to find their row by. It follows them by itself."""

    description = "Blind index"

    def __init__(self, *args: Any, of: str, kind: str = "email", **kwargs: Any) -> None:
        kwargs.update(max_length=40, null=True, editable=False)
        super().__init__(*args, **kwargs)
        self.of, self.kind = of, kind

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "null", "editable"):
            del kwargs[given]
        return name, path, args, {**kwargs, "of": self.of, "kind": self.kind}

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        here = model_instance.__dict__
        old = here.get(self.attname)
        if isinstance(here.get(self.of), Sealed) and old and old.startswith(ring().writing.id):
            return str(old)
        words = getattr(model_instance, self.of)
        here[self.attname] = self.index_of(words) if words else None
        return here[self.attname]  # type: ignore[no-any-return]

    def index_of(self, words: str) -> str:
        """Return what is written for `words` now."""
        return ring().index(ALIKE[self.kind](words), **self.where)

    def indexes_of(self, words: str) -> list[str]:
        """Return what may have been written for `words`, with any key that is still here."""
        return ring().indexes(ALIKE[self.kind](words), **self.where)

    @property
    def where(self) -> dict[str, Any]:
        """Return what makes equal words unlike in another column."""
        return {"table": self.model._meta.db_table, "column": str(self.column)}

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in {"of", "exact", "isnull", "sealed_with"}:
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self} is a blind index: look with {self.name}__of.")


@BlindIndexField.register_lookup
class Of(Lookup):
    """`email_index__of="a@b.org"`: the row has these words."""

    lookup_name = "of"

    def get_prep_lookup(self) -> list[str]:
        return self.lhs.output_field.indexes_of(str(self.rhs))  # type: ignore[no-any-return]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, params = self.process_lhs(compiler, connection)
        marks = ", ".join(["%s"] * len(self.rhs))
        return f"{lhs} IN ({marks})", [*params, *self.rhs]


@SealedTextField.register_lookup
@BlindIndexField.register_lookup
class SealedWith(Lookup):
    """`words__sealed_with="1f2e3d4c"`: sealed, or hashed, with the key of that name."""

    lookup_name = "sealed_with"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, params = self.process_lhs(compiler, connection)
        version = "v1." if isinstance(self.lhs.output_field, SealedTextField) else ""
        return f"starts_with({lhs}, %s)", [*params, f"{version}{self.rhs}."]


def sealed_fields(model: type[models.Model]) -> list[SealedTextField]:
    """Return the sealed fields of `model`."""
    return [each for each in model._meta.local_fields if isinstance(each, SealedTextField)]


def blind_indexes(model: type[models.Model]) -> list[BlindIndexField]:
    """Return the blind indexes of `model`."""
    return [each for each in model._meta.local_fields if isinstance(each, BlindIndexField)]


def models_with_sealed_fields() -> Iterator[type[models.Model]]:
    """Yield every model that keeps something sealed."""
    yield from (model for model in apps.get_models() if sealed_fields(model))
