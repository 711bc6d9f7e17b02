"""What staff type about a request or a period."""

from django import forms

from portal.my.models import Answer, Unit


class NoteForm(forms.Form):
    words = forms.CharField(
        label="Note",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For whoever goes on with it. The person does not get it.",
        error_messages={"required": "Write what was found out or done."},
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What came of it",
        choices=[("", "Choose"), *Answer.choices],
        error_messages={"required": "Choose what came of it."},
    )
    words = forms.CharField(
        label="Our answer",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="It goes to the person by mail, as it stands here.",
        error_messages={"required": "Write the answer."},
    )


class PeriodForm(forms.Form):
    number = forms.IntegerField(
        label="Kept for",
        min_value=1,
        max_value=999,
        error_messages={
            "required": "Enter a number.",
            "invalid": "Enter a whole number.",
        },
    )
    unit = forms.ChoiceField(label="Unit", choices=Unit)
