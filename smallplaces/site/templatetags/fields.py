"""What the form components need to know about a Django form field. `{% load fields %}`"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms, template
from django.core.paginator import Paginator
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

COMPONENTS: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, "checkboxes"),  # before RadioSelect, whose child it is
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "tick"),
    (forms.SelectDateWidget, "date_input"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file_input"),
]


@register.filter
def component_for(field: BoundField) -> str:
    """Return the name of the component that shows `field`."""
    widget = field.field.widget
    return next((name for kind, name in COMPONENTS if isinstance(widget, kind)), "input")


@register.filter
def described_by(field: BoundField) -> str:
    """Return the ids of the hint and the error of `field`, as `aria-describedby` takes them."""
    parts = [("hint", field.help_text), ("error", field.errors)]
    return " ".join(f"{field.auto_id}-{part}" for part, is_there in parts if is_there)


@register.simple_tag
def control(field: BoundField, css: str, width: str = "", **extra: str) -> SafeString:
    """Return the input, textarea or select of `field`, with the class `css` and its description.

    `width` is the number of characters expected (2, 3, 4, 5, 10, 20, 30), for a narrow box.
    Names in `extra` use underscores: `data_x="y"` becomes `data-x="y"`.
    """
    classes = [css, str(field.field.widget.attrs.get("class", ""))]
    classes += [f"{css}--error"] if field.errors else []
    classes += [f"{css}--width-{width}"] if width else []
    attrs: dict[str, str | bool] = {
        name.replace("_", "-"): value for name, value in extra.items() if value
    }
    attrs["class"] = " ".join(filter(None, classes))
    if description := described_by(field):
        attrs["aria-describedby"] = description
    return field.as_widget(attrs=attrs)


@register.filter
def hint_for(hints: Mapping[str, str] | None, value: object) -> str:
    """Return the hint that goes with one choice, or nothing."""
    return (hints or {}).get(str(value), "")


@dataclass(frozen=True)
class DatePart:
    """One of the three boxes of a date."""

    part: str
    name: str
    label: str
    value: object
    width: int
    autocomplete: str


@register.filter
def date_parts(field: BoundField) -> list[DatePart]:
    """Return day, month and year of a field with Django's SelectDateWidget, as three text boxes.

    The boxes have the names that the widget reads, so that the field checks them as usual. What
    was typed is kept, even if it is not a date.
    """
    parts = [("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4)]
    born = field.field.widget.attrs.get("autocomplete") == "bday"
    value = field.value()
    return [
        DatePart(
            part=part,
            name=f"{field.html_name}_{part}",
            label=label,
            value=typed_or_known(field, part, value),
            width=width,
            autocomplete=f"bday-{part}" if born else "",
        )
        for part, label, width in parts
    ]


def typed_or_known(field: BoundField, part: str, value: object) -> object:
    """Return what was typed into one box of a date, else that part of the date we know."""
    if field.form.is_bound:
        return field.form.data.get(f"{field.html_name}_{part}", "")
    return getattr(value, part, "")


@register.filter
def first_control(form: forms.BaseForm, name: str) -> str:
    """Return the id that a link in the error summary leads to; nothing for the form as a whole."""
    if name not in form.fields:
        return ""
    field = form[name]
    kind = component_for(field)
    endings = {"radios": "_0", "checkboxes": "_0", "date_input": "_day"}
    return f"{field.auto_id}{endings.get(kind, '')}"


@register.filter
def pages_around(paginator: Paginator[object], number: int) -> list[int]:
    """Return the page numbers to offer around `number`; 0 stands for a gap."""
    wide = paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    return [page if isinstance(page, int) else 0 for page in wide]


@register.filter
def counted(number: int) -> range:
    """Return something to go round `number` times."""
    return range(number)


@register.filter
def error_with_label(form: forms.BaseForm, name: str) -> str:
    """Return what goes before an error in the summary: which question it is about.

    Nothing, when the page asks one question only.
    """
    if len(form.visible_fields()) == 1:
        return ""
    label = str(form[name].label)
    return f"{label} " if label.endswith(("?", ".", "!")) else f"{label}: "
