"""Forms of the CPD record. They say what is typed wrongly; rules are the verbs'."""

from django import forms

from cpd import entries, feedback, reflections
from cpd.fields import DayField, TimeSpentField
from cpd.models import (
    CodeTheme,
    CpdEntry,
    EntryStatus,
    Feedback,
    LearningType,
    Method,
    Regulator,
    Source,
)
from cpd.notes import LONGEST
from cpd.prompts import Prompt
from portal.core import uploads
from portal.core.words import hours_words

LONGEST_FIELD = 20_000


def _words(rows: int = 4, **attributes) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


class EntryForm(forms.Form):
    title = forms.CharField(
        label="What was it?",
        max_length=200,
        help_text="Such as the name of the course, the paper or the discussion.",
        error_messages={"required": "Enter what it was"},
    )
    starts_on = DayField(
        label="First day", error_messages={"required": "Enter the day it began"}
    )
    ends_on = DayField(
        label="Last day", required=False, help_text="Only if it took several days."
    )
    minutes = TimeSpentField(
        label="How long did it take?",
        help_text="Hours and minutes, such as 1:30. Without breaks.",
        error_messages={"required": "Enter how long it took, such as 1:30"},
    )
    participatory_minutes = TimeSpentField(
        label="How much of it was participatory?",
        required=False,
        help_text=(
            "Part of the time above: learning together with other professionals, in a "
            "room or online."
        ),
    )
    how_participatory = forms.CharField(
        label="How was it participatory?",
        max_length=200,
        required=False,
        help_text="Such as: discussion in groups of six.",
    )
    provider = forms.CharField(label="Who provided it?", max_length=150, required=False)
    method = forms.ChoiceField(label="Method", choices=Method)
    learning_type = forms.ChoiceField(label="Type of learning", choices=LearningType)
    relevance = forms.CharField(
        label="What was it about, and how does it bear on your practice?",
        widget=_words(),
        required=False,
        max_length=LONGEST_FIELD,
    )
    learnt = forms.CharField(
        label="What did you learn?",
        widget=_words(),
        required=False,
        max_length=LONGEST_FIELD,
    )
    applied = forms.CharField(
        label="How do you use it?",
        widget=_words(),
        required=False,
        max_length=LONGEST_FIELD,
    )
    benefit = forms.CharField(
        label="What do the people you work with gain from it?",
        widget=_words(),
        required=False,
        max_length=LONGEST_FIELD,
    )
    code_themes = forms.MultipleChoiceField(
        label="Part of the Code",
        choices=CodeTheme,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    peer_role = forms.CharField(
        label="With whom did you talk it over?",
        max_length=100,
        required=False,
        help_text="Their role and not their name, such as: my supervisor.",
    )
    peer_learning = forms.CharField(
        label="What did you learn by talking?",
        widget=_words(),
        required=False,
        max_length=LONGEST_FIELD,
    )

    @classmethod
    def of(cls, entry: CpdEntry, data=None) -> "EntryForm":
        initial = {name: getattr(entry, name) for name in cls.base_fields}
        if entry.ends_on == entry.starts_on:
            initial["ends_on"] = None
        return cls(data, initial=initial)

    def clean(self):
        cleaned = super().clean()
        cleaned["ends_on"] = cleaned.get("ends_on") or cleaned.get("starts_on")
        whole, part = cleaned.get("minutes"), cleaned.get("participatory_minutes")
        if whole and part and part > whole:
            self.add_error(
                "participatory_minutes",
                f"This is part of the whole: enter {hours_words(whole)} or less",
            )
        return cleaned

    def learning(self) -> entries.Learning:
        return entries.Learning(**self.cleaned_data)


class DecisionForm(forms.Form):
    ALL, PART, NONE = "all", "part", "none"

    how = forms.ChoiceField(
        label="Was it participatory?",
        widget=forms.RadioSelect,
        help_text="You decide. Participatory means learning with other professionals.",
        error_messages={"required": "Choose how much of it was participatory"},
    )
    part = TimeSpentField(
        label="How much, if a part of it?", required=False, help_text="Such as 0:30."
    )

    def __init__(self, entry: CpdEntry, *args, **options) -> None:
        super().__init__(*args, **options)
        self.entry = entry
        self.fields["how"].choices = [
            (self.ALL, f"All of it, {hours_words(entry.minutes)}"),
            (self.PART, "A part of it"),
            (self.NONE, "None of it: I listened or watched on my own"),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") == self.PART:
            part = cleaned.get("part")
            if "part" not in self.errors and not 0 < (part or 0) <= self.entry.minutes:
                self.add_error(
                    "part",
                    f"Enter up to {hours_words(self.entry.minutes)}, such as 0:30",
                )
        return cleaned

    @property
    def participatory_minutes(self) -> int:
        how = self.cleaned_data["how"]
        if how == self.PART:
            return self.cleaned_data["part"]
        return self.entry.minutes if how == self.ALL else 0


class FilterForm(forms.Form):
    """What a list of entries is narrowed to. No words: an address is logged."""

    status = forms.ChoiceField(
        label="Show", required=False, choices=[("", "All"), *EntryStatus.choices]
    )
    source = forms.ChoiceField(
        label="Where it came from",
        required=False,
        choices=[("", "Anywhere"), *Source.choices],
    )
    cycle = forms.ChoiceField(label="Cycle", required=False)

    def __init__(self, cycles, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["cycle"].choices = [
            ("", "All years"),
            *((c.ends_on.isoformat(), f"Until {c.ends_on:%B %Y}") for c in cycles),
        ]


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label="Add a file",
        max_length=200,
        help_text=(
            "10 MB at most: a PDF, Word, Excel or PowerPoint document, text, a picture "
            "or a sound. Photographs lose their place and camera data here."
        ),
        widget=forms.FileInput(
            attrs={"accept": ",".join(f".{ending}" for ending in uploads.ENDINGS)}
        ),
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty. Choose it again",
        },
    )


class FeedbackForm(forms.Form):
    received_on = DayField(
        label="When did you get it?", error_messages={"required": "Enter the day"}
    )
    came_from = forms.ChoiceField(
        label="From whom?",
        choices=[("", "Choose"), *Feedback.From.choices],
        error_messages={"required": "Choose from whom it came"},
    )
    kind = forms.ChoiceField(
        label="In which form?",
        choices=[("", "Choose"), *Feedback.Kind.choices],
        error_messages={"required": "Choose its form"},
    )
    content = forms.CharField(
        label="What was it about, and how did it change your practice?",
        widget=_words(6),
        max_length=LONGEST_FIELD,
        help_text="Nobody should be recognisable from it.",
        error_messages={"required": "Enter what it was about"},
    )

    @classmethod
    def of(cls, row: Feedback, data=None) -> "FeedbackForm":
        return cls(data, initial={name: getattr(row, name) for name in cls.base_fields})

    def piece(self) -> feedback.Piece:
        return feedback.Piece(**self.cleaned_data)


class CycleForm(forms.Form):
    regulator = forms.ChoiceField(
        label="Your regulator",
        choices=Regulator,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose your regulator"},
    )
    renewal_on = DayField(
        label="When is your renewal due?",
        required=False,
        help_text=(
            "The last day of your registration. Social Work England renews everybody "
            "on 30 November, so that day is known."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        needs_day = cleaned.get("regulator") in {Regulator.NMC, Regulator.HCPC}
        if needs_day and not cleaned.get("renewal_on") and not self.errors:
            self.add_error("renewal_on", "Enter the day on which your renewal is due")
        return cleaned


class StartForm(forms.Form):
    title = forms.CharField(
        label="What is it about?",
        max_length=reflections.LONGEST_TITLE,
        help_text="A few words for yourself. You can change them later.",
        error_messages={"required": "Enter a few words, such as: the new pathway"},
    )


class AccountForm(forms.Form):
    """The account as it is typed. An unanswered prompt is no mistake."""

    title = forms.CharField(
        label="What is it about?", max_length=reflections.LONGEST_TITLE, required=False
    )

    def __init__(
        self, prompts: tuple[Prompt, ...], *args, with_themes: bool, **options
    ) -> None:
        super().__init__(*args, **options)
        for number, prompt in enumerate(prompts, 1):
            self.fields[prompt.field] = forms.CharField(
                label=prompt.words,
                help_text=prompt.hint,
                required=False,
                strip=False,
                max_length=reflections.LONGEST_ANSWER,
                widget=_words(6, **{"data-prompt": number}),
                error_messages={
                    "max_length": (
                        f"An answer holds {reflections.LONGEST_ANSWER:,} characters "
                        "at most"
                    )
                },
            )
        self.prompts = prompts
        if with_themes:
            self.fields["code_themes"] = forms.MultipleChoiceField(
                label="Themes of the Code",
                choices=CodeTheme,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def words(self) -> reflections.Words:
        return reflections.Words(
            **{
                # What a form sends of a line break depends on the browser.
                name: self.cleaned_data[name].replace("\r\n", "\n")
                for name in reflections.ANSWERS
            },
            code_themes=list(self.cleaned_data.get("code_themes", [])),
        )

    @property
    def answers(self):
        """Return the fields of the prompts, each with its number."""
        return [
            (number, self[prompt.field])
            for number, prompt in enumerate(self.prompts, 1)
        ]


class NoteForm(forms.Form):
    words = forms.CharField(
        label="My notes",
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=_words(12),
        help_text="For yourself. They stand beside your reflective account later.",
    )
