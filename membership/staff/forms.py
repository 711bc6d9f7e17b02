"""What staff type about a member: one step at a time."""

import re
from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet

from membership import membership_numbers, queries
from membership.bulk.rules import Wanted
from membership.models import BulkKind, Grade, Member, MembershipPolicy
from membership.standing import State
from portal.core.fields import OneLineField, PoundsField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LEAP_DAY = (2, 29)


def last_day_of_a_year(first: date) -> date:
    """Return the day before the same date a year on."""
    if (first.month, first.day) == LEAP_DAY:
        return date(first.year + 1, 2, 28)
    return first.replace(year=first.year + 1) - timedelta(days=1)


class TermForm(forms.Form):
    grade = forms.ModelChoiceField(Grade.objects.none(), empty_label=None)
    starts_on = forms.DateField(
        label="First day",
        widget=DAY,
        error_messages={"required": "Enter the first day."},
    )
    ends_on = forms.DateField(
        label="Last day",
        widget=DAY,
        help_text="The whole day counts, UK time.",
        error_messages={"required": "Enter the last day."},
    )
    note = OneLineField(
        max_length=200,
        required=False,
        help_text="Such as: paid by cheque, received on 3 November.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].queryset = queries.grades_offered()


class MemberForm(forms.ModelForm):
    """What describes a member. The number and the address have ways of their own."""

    class Meta:
        model = Member
        fields = ["name", "employer", "joined_on"]
        field_classes = {"name": OneLineField, "employer": OneLineField}
        labels = {"joined_on": "Member since"}
        widgets = {"joined_on": DAY}
        error_messages = {"name": {"required": "Enter the name."}}


class NewMemberForm(MemberForm):
    number = forms.CharField(
        label="Membership number",
        max_length=30,
        required=False,
        help_text="Left empty, the next one is issued. A number from before is kept.",
    )

    class Meta(MemberForm.Meta):
        fields = ["name", "email", "number", "employer", "joined_on"]
        labels = {**MemberForm.Meta.labels, "email": "Address on file"}
        help_texts = {
            "email": "Codes for signing in go there. It opens the membership, so make "
            "sure that it is the member's own."
        }

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()

    def validate_constraints(self):
        """Leave it to the verb, which says whose address or number it is."""


class WithdrawTermForm(forms.Form):
    reason = OneLineField(
        label="Why it was a mistake",
        max_length=200,
        error_messages={"required": "Say why, for whoever reads this later."},
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label="What does the next person have to know?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The member can read it, with your words as they are: each note "
        "stands in the download of everything about them. Nobody can change or delete "
        "a note; what was wrong is put right by another.",
        error_messages={"required": "Write the note."},
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="New address",
        error_messages={
            "required": "Enter the new address.",
            "invalid": "Enter an e-mail address with an @ sign.",
        },
    )


class AskForm(forms.Form):
    question = forms.CharField(
        label="What do you want to know?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The person answers on a page, and can add a file there.",
        error_messages={"required": "Write the question."},
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why not?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The person reads these words. Say what would have to be different.",
        error_messages={"required": "Say why, in words for the person who applied."},
    )


class CancelInvoiceForm(forms.Form):
    reason = OneLineField(
        label="Why?",
        max_length=200,
        help_text="It stands on the credit note, such as: the employer does not pay.",
        error_messages={"required": "Say why, for the credit note."},
    )


class OtherGradeForm(forms.Form):
    grade = forms.ModelChoiceField(
        Grade.objects.none(),
        empty_label=None,
        help_text="It holds from today. What is paid stays as it is.",
    )

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        others = queries.grades_offered()
        self.fields["grade"].queryset = (
            others.exclude(pk=now.pk) if now is not None else others
        )


class GradeForm(forms.ModelForm):
    price_pence = PoundsField(label="Price a year", help_text="In pounds, such as 69.")
    month_pence = PoundsField(
        label="Price a month",
        required=False,
        min_value=0.01,
        help_text="In pounds, such as 6.25. Left empty, it is paid by the year alone.",
    )

    class Meta:
        model = Grade
        fields = [
            "name",
            "description",
            "price_pence",
            "month_pence",
            "vat",
            "position",
            "offered",
            "by_staff_only",
            "sold_as_places",
            "books_members_events",
            "pays_member_price",
            "opens_library",
            "reads_members_pages",
            "gets_newsletter",
            "votes",
            "evidence",
            "asks_qualification_day",
            "needs_approval",
            "may_pay_by_invoice",
            "may_pause",
            "moves_up_to",
        ]
        labels = {
            "position": "Place in lists",
            "offered": "Takes new members",
            "by_staff_only": "Given by staff only",
            "evidence": "What we ask to see",
            "needs_approval": "Somebody of ours looks at each application",
        }
        help_texts = {
            "evidence": "It ends the sentence “We ask to see …”, such as: a photograph "
            "of your student card. Left empty, nothing is asked.",
            "vat": "Ask whoever does the accounts. Prices include it.",
        }


class PolicyForm(forms.ModelForm):
    class Meta:
        model = MembershipPolicy
        fields = ["grace_days", "number_prefix"]


# --- One person who is on the list twice ------------------------------------

THIS, OTHER = "this", "other"


class OtherNumberForm(forms.Form):
    other = forms.CharField(
        label="Number of the other record",
        max_length=40,
        error_messages={"required": "Enter the number of the other record."},
    )

    def __init__(self, *args, member: Member, **options):
        super().__init__(*args, **options)
        self.member = member
        self.found: Member | None = None

    def clean_other(self):
        self.found = membership_numbers.find(self.cleaned_data["other"])
        if self.found is None:
            raise forms.ValidationError("Nobody has this number. Compare it.")
        if self.found == self.member:
            raise forms.ValidationError("This number leads to the same record.")
        return self.cleaned_data["other"]


class MergeForm(forms.Form):
    number = forms.ChoiceField(
        label="Which number stays?",
        widget=forms.RadioSelect,
        help_text="The other leads to the same person from then on, and is never given "
        "to anybody else.",
    )
    account = forms.ChoiceField(
        label="Which account stays?",
        widget=forms.RadioSelect,
        help_text="Nobody can sign in to the other any more. What is private in it "
        "goes to this one, unseen by us.",
    )
    how_known = OneLineField(
        label="How do we know that it is one person?",
        max_length=300,
        help_text="What was asked and compared, and by which way they were reached.",
        error_messages={"required": "Say how we know, for whoever reads this later."},
    )
    sure = forms.BooleanField(
        label="I have looked at both, and know that this cannot be undone",
        error_messages={"required": "Tick that it cannot be undone."},
    )

    def __init__(self, *args, this: Member, other: Member, **options):
        super().__init__(*args, **options)
        both = ((THIS, this), (OTHER, other))
        self.fields["number"].choices = [(key, one.number) for key, one in both]
        with_account = [(key, one) for key, one in both if one.user is not None]
        if len(with_account) == len(both):
            self.fields["account"].choices = [
                (key, one.user.email) for key, one in with_account
            ]
        else:
            del self.fields["account"]


# --- One step for many ------------------------------------------------------

MOST_DAYS = 366
MOST_TYPED = 60_000


class BulkForm(forms.Form):
    """What is to be done, and for whom: by standing and grade, or by numbers."""

    kind = forms.ChoiceField(
        label="What is to be done?",
        choices=BulkKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is to be done."},
    )
    days = forms.IntegerField(
        label="How many days more?",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="For more time. They follow the last day that each has.",
    )
    to_grade = forms.ModelChoiceField(
        Grade.objects.none(),
        label="Into which grade?",
        required=False,
        empty_label="Choose",
        help_text="For a change of grade. It holds from the day it is done, without "
        "money.",
    )
    reason = OneLineField(
        label="Why?",
        max_length=200,
        help_text="It stands in the history of each, who can read it, such as: for the "
        "week in which nobody could book.",
        error_messages={"required": "Say why, for whoever reads this later."},
    )
    standing = forms.ChoiceField(
        label="For whom? Standing",
        required=False,
        choices=[
            ("", "All"),
            *(
                (one.value, one.label)
                for one in State
                if one not in {State.NOT_YET, State.NONE}
            ),
        ],
    )
    grade = forms.ModelChoiceField(
        Grade.objects.all(), label="Grade", required=False, empty_label="All"
    )
    numbers = forms.CharField(
        label="Or by their numbers",
        required=False,
        max_length=MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One on each line, or with commas between. Only these are chosen.",
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        offered = queries.grades_offered().filter(sold_as_places=False)
        self.fields["to_grade"].queryset = offered
        self.keys: set[int] = set()

    def clean_numbers(self):
        typed = self.cleaned_data["numbers"]
        wanted = {
            membership_numbers.uniform(each): each.strip()
            for each in re.split(r"[,;\n]", typed)
            if each.strip()
        }
        rows = Member.objects.filter(uniform_number__in=wanted)
        for number, key, into in rows.values_list(
            "uniform_number", "pk", "merged_into"
        ):
            self.keys.add(into or key)
            wanted.pop(number)
        if wanted:
            unknown = ", ".join(list(wanted.values())[:20])
            raise forms.ValidationError(f"Nobody has these numbers: {unknown}")
        return typed

    def clean(self):
        said = super().clean()
        if said.get("kind") == BulkKind.MORE_TIME and not said.get("days"):
            self.add_error("days", "Enter how many days.")
        if said.get("kind") == BulkKind.GRADE and not said.get("to_grade"):
            self.add_error("to_grade", "Choose the grade.")
        return said

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        kind = BulkKind(said["kind"])
        grade = said["to_grade"]
        return Wanted(
            kind,
            days=said["days"] or 0 if kind == BulkKind.MORE_TIME else 0,
            grade=grade.pk if grade and kind == BulkKind.GRADE else None,
        )

    def chosen(self, *, on: date) -> QuerySet[Member]:
        """Return those of the list who were chosen, as the list finds them."""
        said = self.cleaned_data
        members = queries.listed()
        if self.keys:
            members = members.filter(pk__in=self.keys)
        if said["standing"]:
            members = queries.in_state(members, said["standing"], on)
        if said["grade"]:
            members = members.filter(grade_name=said["grade"].name)
        return members
