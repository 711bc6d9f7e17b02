"""What staff say about a file: which file, what its columns mean, which grades."""

from django import forms

from membership.models import Grade

from . import mapping
from .days import Order
from .mapping import DAYS, FIELDS, NoLastDay

LEFT_OUT = "none"


class FileForm(forms.Form):
    upload = forms.FileField(
        label="File with members",
        help_text="CSV or Excel (.xlsx), up to 200 MB and 200,000 rows. The first row "
        "holds the headings.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose it again.",
        },
    )


class ColumnsForm(forms.Form):
    """One choice for each thing that a column may mean."""

    def __init__(self, *args, headings, survey, said, asked=None, **options):
        super().__init__(*args, **options)
        self.survey = survey
        columns = said.get("columns", {})
        choices = [("", "Not in this file"), *_columns(headings, survey)]
        for one in FIELDS:
            self.fields[one.key] = forms.TypedChoiceField(
                label=one.label,
                choices=choices,
                required=False,
                coerce=int,
                empty_value=None,
                initial=columns.get(one.key, ""),
                help_text=_help(one, headings, (asked or {}).get(one.key)),
            )
        days = ", ".join(mapping.BY_KEY[key].label.lower() for key in DAYS)
        self.fields["order"] = forms.ChoiceField(
            label="Days such as 03/04/2026 are written",
            choices=[
                ("", "As the days themselves tell, or there are none"),
                (Order.DAY_FIRST, "Day first: 3 April"),
                (Order.MONTH_FIRST, "Month first: 4 March"),
            ],
            required=False,
            initial=said.get("order", ""),
            help_text=f"Counts for {days}. Asked where they could be either.",
        )
        self.fields["no_last_day"] = forms.ChoiceField(
            label="Where no column has the last day",
            choices=[
                ("", "There is one"),
                (NoLastDay.YEAR, "It is a year from the first day"),
                (NoLastDay.NONE, "Members get no term"),
            ],
            required=False,
            initial=said.get("no_last_day", ""),
        )
        self.fields["grade_for_all"] = forms.ModelChoiceField(
            Grade.objects.all(),
            label="Grade of rows that name none",
            required=False,
            empty_label="None: such rows are faults, where they have a last day",
            initial=said.get("grade_for_all"),
        )

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            for fault in mapping.questions(self.mapping(), self.survey):
                self.add_error(None, fault)
        return cleaned

    def mapping(self):
        said = self.cleaned_data
        grade = said.get("grade_for_all")
        return {
            "columns": {
                one.key: said[one.key]
                for one in FIELDS
                if said.get(one.key) is not None
            },
            "order": said.get("order", ""),
            "no_last_day": said.get("no_last_day", ""),
            "grade_for_all": grade.pk if grade else None,
        }


def _columns(headings, survey):
    for number, heading in enumerate(headings[: len(survey)]):
        examples = ", ".join(survey[number].examples[:2])[:50]
        name = heading or "Without a heading"
        label = f"{number + 1}. {name[:60]}"
        yield number, f"{label} ({examples})" if examples else f"{label} (empty)"


def _help(one, headings, asked):
    if not asked:
        return one.help
    columns = " and ".join(f"{at + 1} ({headings[at]})" for at in asked)
    return f"Columns {columns} could be meant. Choose one. {one.help}".strip()


class GradesForm(forms.Form):
    """Which grade each word of the file is."""

    def __init__(self, *args, words, known, **options):
        super().__init__(*args, **options)
        self.words = words
        grades = [(str(grade.pk), grade.name) for grade in Grade.objects.all()]
        choices = [("", "Choose"), *grades, (LEFT_OUT, "Leave these rows out")]
        for number, word in enumerate(words):
            initial = ""
            if word in known:
                initial = LEFT_OUT if known[word] is None else str(known[word])
            self.fields[f"grade_{number}"] = forms.ChoiceField(
                label=f"“{word}”",
                choices=choices,
                initial=initial,
                error_messages={"required": f"Say which grade “{word}” is."},
            )

    def grades(self):
        said = {}
        for number, word in enumerate(self.words):
            value = self.cleaned_data[f"grade_{number}"]
            said[word] = None if value == LEFT_OUT else int(value)
        return said


class StartForm(forms.Form):
    typed = forms.CharField(required=False, max_length=40)
