from django import forms


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list) and data else [data or None]
        return [super(ManyFilesField, self).clean(one, initial) for one in files]


class UploadForm(forms.Form):
    upload = ManyFilesField(
        label="File",
        help_text="One WordPress export (.xml, up to 25 MB), or up to 50 HTML pages.",
        error_messages={"required": "Choose a file."},
    )
