"""Our components against govuk-frontend's own fixtures: the same tags, classes and ARIA.

What we add (our own classes, `aria-invalid`, `maxlength`) is allowed; what is missing is not.
"""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler

from smallplaces.site.theme.__main__ import MODULES

COMPONENTS = MODULES / "govuk-frontend" / "dist" / "govuk" / "components"
CHECKED = {"role", "type", "inputmode", "data-module", "aria-describedby", "aria-labelledby"}
VOID = {"input", "br", "img", "path"}
LINE = "This is still empty."


@dataclass
class Element:
    """One tag of a page, with what matters to someone who does not see it."""

    tag: str
    classes: set[str]
    attrs: dict[str, str]
    own_id: str
    described_by: list[str] = field(default_factory=list)


class Outline(HTMLParser):
    """Reads markup into a flat list of elements, in order."""

    def __init__(self, markup: str) -> None:
        """Read `markup` to its end."""
        super().__init__()
        self.elements: list[Element] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one tag, its govuk classes and the attributes that assistive software reads."""
        known = {name: value or "" for name, value in attrs}
        classes = {name for name in known.get("class", "").split() if name.startswith("govuk-")}
        kept = {name: known[name] for name in CHECKED & known.keys()}
        self.elements.append(Element(tag, classes, kept, known.get("id", "")))


def shape(markup: str) -> list[tuple[str, frozenset[str], frozenset[tuple[str, str]]]]:
    """Return tags, classes and attributes in order, with ids replaced by what they point at."""
    elements = Outline(markup).elements
    by_id = {element.own_id: element for element in elements if element.own_id}
    for element in elements:
        for name in ("aria-describedby", "aria-labelledby"):
            if name in element.attrs:
                targets = [by_id[own_id] for own_id in element.attrs[name].split()]
                element.attrs[name] = " ".join(" ".join(sorted(each.classes)) for each in targets)
    return [(each.tag, frozenset(each.classes), frozenset(each.attrs.items())) for each in elements]


def fixture(component: str, name: str) -> str:
    """Return the markup that govuk-frontend gives for one of its examples."""
    path = COMPONENTS / component / "fixtures.json"
    if not path.exists():
        pytest.skip("The front-end packages are not here: python -m smallplaces.site.theme")
    examples = json.loads(path.read_text())["fixtures"]
    return next(str(each["html"]) for each in examples if each["name"] == name)


def render(template: str, **context: Any) -> str:
    """Return what a template with components renders to."""
    return Template(CottonCompiler().process(template)).render(Context(context))


def bound(made: forms.Field, *, hint: str = "", error: str = "") -> forms.BoundField:
    """Return `made` as the field `x` of a form, with a hint and an error if asked."""
    made.help_text = hint
    form_class = type("SampleForm", (forms.Form,), {"x": made})
    form: forms.Form = form_class({} if error else None)
    made.required = False
    if error:
        form.full_clean()
        form.add_error("x", error)
    return form["x"]


TWO = [("yes", "Yes"), ("no", "No")]
THREE = [("a", "A"), ("b", "B"), ("c", "C")]
BOTH = {"hint": LINE, "error": LINE}


@pytest.mark.parametrize(
    ("component", "name", "made", "said"),
    [
        ("input", "default", forms.CharField(), {}),
        ("input", "with hint text", forms.CharField(), {"hint": LINE}),
        ("input", "with error and hint", forms.CharField(), {"hint": LINE, "error": LINE}),
        ("textarea", "default", forms.CharField(widget=forms.Textarea), {}),
        ("textarea", "with hint", forms.CharField(widget=forms.Textarea), {"hint": LINE}),
        (
            "textarea",
            "with error message",
            forms.CharField(widget=forms.Textarea),
            {"error": LINE},
        ),
        ("radios", "default", forms.ChoiceField(widget=forms.RadioSelect, choices=TWO), {}),
        (
            "radios",
            "with fieldset and error message",
            forms.ChoiceField(widget=forms.RadioSelect, choices=TWO),
            {"error": LINE},
        ),
        (
            "checkboxes",
            "with hint",
            forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=THREE),
            {"hint": LINE},
        ),
        (
            "date-input",
            "with error message and hint",
            forms.DateField(widget=forms.SelectDateWidget),
            BOTH,
        ),
        ("select", "hint", forms.ChoiceField(choices=THREE), {"hint": LINE}),
    ],
)
def test_fields_say_to_a_screen_reader_what_the_fixtures_say(
    component: str, name: str, made: forms.Field, said: dict[str, str]
) -> None:
    ours = shape(render('<c-field :field="field" />', field=bound(made, **said)))
    assert_says_as_much(ours, shape(fixture(component, name)))


@pytest.mark.parametrize(
    ("component", "name", "template"),
    [
        ("button", "default", "<c-button>Save</c-button>"),
        ("button", "secondary", '<c-button kind="secondary">Save</c-button>'),
        ("button", "warning", '<c-button kind="warning">Save</c-button>'),
        ("details", "default", '<c-details summary="More">Words</c-details>'),
        ("details", "expanded", '<c-details summary="More" open>Words</c-details>'),
        ("notification-banner", "default", "<c-notification>Words</c-notification>"),
        ("inset-text", "default", "<c-inset>Words</c-inset>"),
    ],
)
def test_components_say_to_a_screen_reader_what_the_fixtures_say(
    component: str, name: str, template: str
) -> None:
    assert_says_as_much(shape(render(template)), shape(fixture(component, name)))


def test_the_error_summary_says_what_the_fixture_says_and_leads_to_the_fields() -> None:
    class AskForm(forms.Form):
        near = forms.CharField()
        who = forms.ChoiceField(widget=forms.RadioSelect, choices=TWO)

    markup = render('<c-error-summary :form="form" />', form=AskForm({}))
    assert_says_as_much(shape(markup), shape(fixture("error-summary", "default"))[:6])
    assert 'href="#id_near"' in markup
    assert 'href="#id_who_0"' in markup


def assert_says_as_much(
    ours: list[tuple[str, frozenset[str], frozenset[tuple[str, str]]]],
    theirs: list[tuple[str, frozenset[str], frozenset[tuple[str, str]]]],
) -> None:
    """Fail unless each of their elements is there, in order, with their classes and attributes."""
    rest = iter(ours)
    for tag, classes, attrs in theirs:
        found = any(
            tag == our_tag and classes <= our_classes and attrs <= our_attrs
            for our_tag, our_classes, our_attrs in rest
        )
        assert found, f"nothing of ours is <{tag}> {sorted(classes)} {sorted(attrs)}:\n{ours}"
