"""What staff type about what is left of an event."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator

from events.models import Handout
from portal.core.fields import OneLineField

from . import captions, transcripts
from .films import LONGEST_SECONDS

LAST_MINUTE = 59
MOST_CAPTIONS = captions.LONGEST_FILE


class LengthField(forms.CharField):
    """A length as a clock shows it, such as 0:58:00; kept as seconds."""

    def to_python(self, value: object) -> Any:
        typed = str(value or "").strip()
        if not typed:
            return None
        clock = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)", typed)
        if not clock or (clock[1] and int(clock[2]) > LAST_MINUTE):
            raise ValidationError("Enter hours, minutes and seconds, such as 0:58:00.")
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        length = (hours * 60 + minutes) * 60 + seconds
        if not 0 < length <= LONGEST_SECONDS:
            raise ValidationError("Enter a length of up to a day, such as 0:58:00.")
        return length


class FilmForm(forms.Form):
    """The file itself is taken in by `film_uploads`, and judged by its content."""

    film = forms.FileField(
        label="Video file",
        help_text="MP4 or WebM, 1 GB at most. It plays here and nowhere else.",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".mp4,.webm,video/mp4,video/webm"}),
    )
    length = LengthField(
        label="Length, if the file does not say it",
        required=False,
        help_text="Such as 0:58:00. Usually the file says it.",
    )


class ElsewhereForm(forms.Form):
    url = forms.URLField(
        label="Address on a video host",
        max_length=200,
        assume_scheme="https",
        validators=[
            URLValidator(
                schemes=["https"],
                message="Enter an address that begins with https://.",
            )
        ],
        help_text="Shown as a link. What the host notes of visitors is its own matter.",
        error_messages={"required": "Enter the address."},
    )
    length = LengthField(
        label="Length",
        help_text="Such as 0:58:00.",
        error_messages={"required": "Enter the length, such as 0:58:00."},
    )


class CaptionsForm(forms.Form):
    captions = forms.FileField(
        label="Captions",
        help_text="The .vtt file that the meeting platform exports.",
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        error_messages={"required": "Choose the .vtt file."},
    )
    also_transcript = forms.BooleanField(
        label="Write the transcript from it, in place of the present one",
        required=False,
    )

    def clean_captions(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["captions"]
        if (file.size or 0) > MOST_CAPTIONS:
            raise ValidationError("The captions are larger than 3 MB. Check the file.")
        return file


class TranscriptForm(forms.Form):
    transcript = forms.CharField(
        label="Transcript",
        required=False,
        max_length=transcripts.LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="A paragraph begins with its time, as [12:30], and may name who "
        "speaks, as Chair: … A line such as [12:30] # Questions makes a chapter.",
    )


class HandoutForm(forms.Form):
    kind = forms.ChoiceField(label="What it is", choices=Handout.Kind)
    title = OneLineField(
        label="Title",
        required=False,
        max_length=150,
        help_text="Empty means Slides, or Notes.",
    )
    file = forms.FileField(
        label="PDF",
        help_text="50 MB at most.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"required": "Choose the PDF."},
    )


class ReviewForm(forms.Form):
    review_on = forms.DateField(
        label="Look at it again by",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the day."},
    )


class WithdrawForm(forms.Form):
    reason = OneLineField(
        label="Why",
        max_length=200,
        help_text="For your colleagues, such as: wrong slides.",
        error_messages={"required": "Say why."},
    )
