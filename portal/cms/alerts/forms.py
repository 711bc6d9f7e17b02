"""What somebody wants to hear of."""

from typing import Any

from django import forms

from events.models import Topic
from portal.cms.alerts.alerts import Wish
from portal.cms.models import Often


class WishForm(forms.Form):
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.none(),
        label="Topics",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose a topic, or everything we publish"},
    )
    everything = forms.BooleanField(
        required=False, label="Everything we publish, whatever the topic"
    )
    often = forms.ChoiceField(
        choices=Often, initial=Often.WEEKLY, label="How often", widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["topics"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Topic.objects.all()
        field.required = not self.data.get("everything")

    @property
    def wish(self) -> Wish:
        wanted = self.cleaned_data
        return Wish(wanted["often"], wanted["everything"], list(wanted["topics"]))


class AskForm(WishForm):
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="We write to it once, with a link that begins the alerts.",
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address with an @ sign",
        },
    )
    field_order = ("topics", "everything", "often", "email")
