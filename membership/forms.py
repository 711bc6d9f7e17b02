"""What people type to be let in by number."""

from django import forms

from . import membership_numbers

SLIP = (
    "One of the digits looks wrong: the last one does not fit the others. Compare it "
    "with your card. If it stands there like this, send it once more."
)


class NumberForm(forms.Form):
    number = forms.CharField(
        label="Membership number",
        max_length=40,
        help_text=(
            "On your card and in every e-mail from us. Spaces, dashes and capitals do "
            "not matter."
        ),
        widget=forms.TextInput(
            attrs={
                "class": "w-m",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": "Enter your membership number"},
    )


class CarefulNumberForm(NumberForm):
    """Tells of a slip of the finger once, by arithmetic alone, and then lets it pass.

    Numbers from before may fail the check, and nobody is told here which there are.
    """

    looked_at = forms.CharField(
        max_length=40, required=False, widget=forms.HiddenInput()
    )

    def __init__(self, data=None, *args, **options):
        super().__init__(data, *args, **options)
        self.data = self.data.copy()

    def clean(self):
        cleaned = super().clean()
        number = cleaned.get("number", "")
        looked_at = cleaned.get("looked_at", "")
        uniform = membership_numbers.uniform
        if membership_numbers.is_slip(number) and uniform(number) != uniform(looked_at):
            self.data[self.add_prefix("looked_at")] = number
            self.add_error("number", SLIP)
        return cleaned


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code from the e-mail",
        max_length=40,
        help_text="The digits alone. Spaces do not matter.",
        widget=forms.TextInput(
            attrs={
                "class": "input-code w-m",
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": "Enter the code from the e-mail"},
    )


class LostNumberForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The one at which we reach you. It may be from an earlier job.",
        widget=forms.EmailInput(attrs={"class": "w-l", "autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address, such as name@example.org",
        },
    )
