"""What people type to be let in by number."""

from django import forms


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
