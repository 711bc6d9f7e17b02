"""How Django draws a form: in our own markup, wherever one is written out."""

from django.forms.renderers import TemplatesSetting


class PortalFormRenderer(TemplatesSetting):
    """Draw fields as label, hint, error, control, in that order.

    Widgets stay as they are, since the CMS draws the same ones in its own look;
    our class is put on a control by the field template.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
