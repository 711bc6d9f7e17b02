from django import forms

from portal.core.fields import OneLineField

from . import walk_ins


class WalkInForm(forms.Form):
    name = OneLineField(
        label="Name", max_length=150, error_messages={"required": "Enter their name"}
    )
    agency = OneLineField(
        label="Where they work",
        max_length=150,
        required=False,
        help_text="Such as: Eastmere Council.",
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="For their record of attendance. It can be added later.",
        error_messages={"invalid": "Enter an e-mail address with an @ sign"},
    )

    def __init__(self, *args, ticket_types, **kwargs):
        super().__init__(*args, **kwargs)
        self.ticket_type = walk_ins.ticket_type_for(ticket_types)

    def clean(self):
        data = super().clean()
        data["ticket_type"] = self.ticket_type
        return data
