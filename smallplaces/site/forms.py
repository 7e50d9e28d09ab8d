"""The form that the gallery shows, with one field of every kind."""

from django import forms


class GalleryForm(forms.Form):
    """One field of every kind that `<c-field>` can show. Nothing is done with the answers."""

    words = forms.CharField(
        label="What would you like in your life?",
        help_text="Use your own words. There are no wrong answers.",
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
    )
    near = forms.CharField(
        label="Where are you?", help_text="A town, or the first part of a postcode.", max_length=40
    )
    letters_to = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    how_far = forms.ChoiceField(
        label="How far can you go?",
        choices=[("walk", "A walk"), ("bus", "A bus ride"), ("any", "Anywhere")],
        widget=forms.Select,
    )
    who_with = forms.ChoiceField(
        label="Who would you like to go with?",
        help_text="You can change this later.",
        choices=[
            ("self", "By myself"),
            ("friend", "With a friend"),
            ("someone", "With someone new"),
        ],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label="Which days are good?",
        choices=[("weekday", "Weekdays"), ("evening", "Evenings"), ("weekend", "Weekends")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    from_when = forms.DateField(
        label="From when?",
        help_text="For example, 3 3 2027",
        widget=forms.SelectDateWidget,
    )
    is_agreed = forms.BooleanField(label="You may tell me about new things near me")
