from django import forms

WHOLE = "The whole draft"


class AskForm(forms.Form):
    name = forms.CharField(
        label="Name of the adviser",
        max_length=100,
        error_messages={"required": "Enter the name."},
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="The link goes to this address. Whoever has the link can read the "
        "draft.",
        error_messages={"required": "Enter the e-mail address."},
    )
    note = forms.CharField(
        label="What you would like to know",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Stands in the mail and above the draft.",
    )


class CommentForm(forms.Form):
    part = forms.ChoiceField(label="Which part", required=False)
    words = forms.CharField(
        label="Your comment",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write your comment."},
    )

    def __init__(self, *args, parts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", WHOLE), *((part, part) for part in parts)]
