"""What administrators type about accounts."""

from django import forms

from portal.accounts.models import User
from portal.accounts.roles import Role, roles_of
from portal.core.fields import OneLineField

WORK = {
    Role.EDITOR: "news, positions, pages, pictures and files",
    Role.POLICY: "what members write about consultations, responses, sources",
    Role.EVENTS: "events, bookings, waiting lists, their messages",
    Role.TRAINER: "the registers of the events they train",
    Role.MEMBERSHIP: "members, grades, their messages",
    Role.FINANCE: "nothing yet",
    Role.ADMINISTRATOR: "everything, and who has which role",
}


class AccountForm(forms.ModelForm):
    """The address stays: its owner changes it, and proves the new one."""

    roles = forms.MultipleChoiceField(
        required=False,
        choices=[(role.value, f"{role.label}: {WORK[role]}") for role in Role],
        widget=forms.CheckboxSelectMultiple,
        help_text="Every role needs a second step at sign-in before it opens anything.",
    )

    class Meta:
        model = User
        fields = ["name", "roles", "is_active"]
        field_classes = {"name": OneLineField}
        labels = {"is_active": "Open"}
        help_texts = {
            "is_active": "Closed, nobody gets in, and every session ends at once."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = [role.value for role in roles_of(self.instance)]

    def clean_roles(self):
        return [Role(name) for name in self.cleaned_data["roles"]]


class NewAccountForm(AccountForm):
    class Meta(AccountForm.Meta):
        fields = ["name", "email", "roles"]
        help_texts = {
            "email": "We write there how to sign in. No password: a mailed code opens "
            "the account."
        }
        labels = {"email": "E-mail address"}

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()
