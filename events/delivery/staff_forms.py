"""What staff type about joining."""

from django import forms
from django.core.validators import URLValidator

from portal.core.fields import OneLineField


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


class DoorNoticeForm(forms.Form):
    words = OneLineField(
        label="Notice on the door",
        max_length=200,
        help_text="Such as: we are moving to another room, five minutes. Everybody who "
        "waits reads it within half a minute.",
        error_messages={"required": "Enter what people at the door should read."},
    )
