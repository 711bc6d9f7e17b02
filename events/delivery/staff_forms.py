"""What staff type about joining."""

from django import forms
from django.core.validators import URLValidator


class JoiningLinkForm(forms.Form):
    url = forms.URLField(
        label="Meeting link",
        max_length=1000,
        assume_scheme="https",
        validators=[
            URLValidator(
                schemes=["https"], message="Enter a link that begins with https://."
            )
        ],
        help_text="From Teams, Zoom or wherever the meeting is. Nobody sees it before "
        "the doors open, and it is in no message.",
        error_messages={
            "required": "Enter the link.",
            "invalid": "Enter the whole link, as the meeting platform shows it.",
        },
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=200,
        help_text="For your colleagues, such as: moved to the large account.",
    )
