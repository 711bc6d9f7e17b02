"""What people type who book for others, and what those others say of themselves."""

from collections.abc import Callable
from typing import Any

from django import forms

from events.models import Event, WayIn
from membership.seats.forms import PeopleForm
from portal.accounts.models import User
from portal.body.models import Agency, Area
from portal.core.fields import OneLineField
from portal.core.words import pounds_short, uk_date

from .codes import LONGEST
from .forms import NOT_LISTED, DelegateForm
from .moving import Quote
from .places import Delegate
from .waiting_list import Wish

WIDE = {"class": "w-l"}
FEWEST = 1


class GroupForm(forms.Form):
    """How many places, for whom, and who books them."""

    number = forms.IntegerField(
        label="How many places?",
        min_value=FEWEST,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many places",
            "invalid": "Enter a whole number, such as 12",
            "min_value": "Book at least one place",
        },
    )
    organisation = OneLineField(
        label="For which organisation",
        max_length=150,
        help_text="Those who come see it in their mails.",
        widget=forms.TextInput(attrs=WIDE | {"autocomplete": "organization"}),
        error_messages={"required": "Enter the organisation"},
    )
    name = OneLineField(
        label="Your name",
        max_length=150,
        help_text="You book. Who comes is said later, and you need not come yourself.",
        widget=forms.TextInput(attrs=WIDE | {"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="We write there at once: the link in the mail opens the booking.",
        widget=forms.EmailInput(attrs=WIDE | {"autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address with an @ sign",
        },
    )
    code = forms.CharField(
        label="Access code",
        max_length=LONGEST * 2,
        required=False,
        help_text="If a funder gave you one for these places.",
        widget=forms.TextInput(attrs={"class": "w-m", "autocomplete": "off"}),
    )
    accepts = forms.BooleanField(
        label="I have read what comes back when places are given up",
        error_messages={"required": "Say that you have read what comes back"},
    )

    def __init__(self, *args: Any, most: int, user: User | None, **more: Any) -> None:
        super().__init__(*args, **more)
        number = self.fields["number"]
        number.max_value = most
        number.validators.append(_no_more_than(most))
        number.help_text = f"At most {most} at a time. Write to us for more."
        if user is not None:
            del self.fields["email"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


def _no_more_than(most: int) -> Callable[[int], None]:
    def check(number: int) -> None:
        if number > most:
            raise forms.ValidationError(f"Book at most {most} places at a time")

    return check


class NameForm(DelegateForm):
    """Who comes on one place, as the booker types it."""

    def __init__(self, *args: Any, event: Event, **more: Any) -> None:
        super().__init__(*args, event=event, user=None, needs_code=False, **more)
        for name in ("code", "accepts", "needs"):
            del self.fields[name]
        for name, label, words in (
            ("name", "Name", "Enter a name"),
            ("email", "E-mail address", "Enter an e-mail address"),
            ("profession", "Profession", ""),
            ("kind_of_agency", "Kind of agency", "Choose the kind of agency"),
            ("area", "Area they work in", "Choose the area"),
        ):
            field = self.fields[name]
            field.label = label
            field.widget.attrs.pop("autocomplete", None)
            if words:
                field.error_messages["required"] = words
        self.fields["email"].help_text = "The confirmation and the way in go there."
        self.fields["agency"].widget.attrs.pop("autocomplete", None)

    def delegate(self) -> Delegate:
        self.cleaned_data["needs"] = ""
        return super().delegate()


class ClaimForm(DelegateForm):
    """Who somebody is that opened a claim link."""

    def __init__(
        self, *args: Any, event: Event, user: User | None, **more: Any
    ) -> None:
        super().__init__(*args, event=event, user=user, needs_code=False, **more)
        for name in ("code", "accepts"):
            del self.fields[name]
        if "email" in self.fields:
            self.fields[
                "email"
            ].help_text = (
                "Your confirmation, the calendar entry and the way in go there."
            )


class LinkToForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="They get a link for one person, and say themselves who they are.",
        widget=forms.EmailInput(attrs=WIDE),
        error_messages={
            "required": "Enter an e-mail address",
            "invalid": "Enter an e-mail address with an @ sign",
        },
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class ListForm(PeopleForm):
    """People for the places of a booking."""


class WishForm(forms.Form):
    """For how many places somebody waits, and to which part of a mix they belong."""

    places = forms.IntegerField(
        label="How many places?",
        min_value=1,
        max_value=50,
        initial=1,
        help_text="One is your own. Of several you say later who comes.",
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many places",
            "invalid": "Enter a whole number, such as 2",
            "min_value": "Wait for at least one place",
            "max_value": "Wait for at most 50 places, or write to us",
        },
    )
    takes_part = forms.BooleanField(
        label="Fewer are welcome too",
        required=False,
        help_text="Otherwise you are offered all of them together, or none.",
    )
    kind_of_agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Kind of agency",
        required=False,
        empty_label=NOT_LISTED,
        error_messages={"required": "Choose the kind of agency"},
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label="Area",
        required=False,
        empty_label=NOT_LISTED,
        error_messages={"required": "Choose the area"},
    )

    def __init__(self, *args: Any, event: Event, **more: Any) -> None:
        super().__init__(*args, **more)
        parts = list(event.allocations.prefetch_related("agencies", "areas"))
        for name, model, is_asked in (
            ("kind_of_agency", Agency, any(part.agencies.all() for part in parts)),
            ("area", Area, any(part.areas.all() for part in parts)),
        ):
            if is_asked:
                self.fields[name].queryset = model.objects.filter(in_use=True)
            else:
                del self.fields[name]
        if event.way_in != WayIn.PUBLIC:
            # Only one's own place can be waited for.
            del self.fields["places"], self.fields["takes_part"]

    def wish(self) -> Wish:
        typed = self.cleaned_data
        return Wish(
            typed.get("places", 1),
            typed.get("takes_part", False),
            typed.get("kind_of_agency"),
            typed.get("area"),
        )


class MoveForm(forms.Form):
    """To which other date, each with what it would cost or give back."""

    to = forms.ChoiceField(
        label="Which date?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a date",
            "invalid_choice": "Choose a date",
        },
    )

    def __init__(self, *args: Any, quotes: list[Quote], **more: Any) -> None:
        super().__init__(*args, **more)
        self.quotes = {one.to.reference: one for one in quotes}
        self.fields["to"].choices = [
            (reference, in_words(one)) for reference, one in self.quotes.items()
        ]

    def quote(self) -> Quote:
        return self.quotes[self.cleaned_data["to"]]


def in_words(quote: Quote) -> str:
    """Wednesday 3 March 2027, London: £30 more to pay."""
    where = quote.to.place or quote.to.get_mode_display()
    if quote.due_pence:
        money = f"{pounds_short(quote.due_pence)} more to pay"
    elif quote.back_pence:
        money = f"{pounds_short(quote.back_pence)} comes back"
    else:
        money = "nothing more to pay"
    return f"{uk_date(quote.to.starts_at)}, {where}: {money}"
