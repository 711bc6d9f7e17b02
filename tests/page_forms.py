"""What an editor's browser sends for a page: all of its fields, a few of them typed."""

import json

from django.forms import BooleanField
from django.forms.widgets import ChoiceWidget
from wagtail.blocks.base import BlockField
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield


def page_form(page, **typed):
    """Return the form of this page as it stands, without its blocks and its rows.

    `page` may be unsaved: a page type, called.
    """
    form = type(page).get_edit_handler().get_form_class()(instance=page)
    data = {"title": "From the editor", "slug": "from-the-editor"}
    for name, field in form.fields.items():
        if isinstance(field, BlockField):
            data.setdefault(name, streamfield([]))
        elif name not in data and not isinstance(field, BooleanField):
            value = field.prepare_value(form.get_initial_for_field(field, name))
            if not isinstance(field.widget, ChoiceWidget):
                value = field.widget.format_value(value)
            data[name] = "" if value is None else value
        elif isinstance(field, BooleanField) and form.initial.get(name):
            data[name] = "on"
    for name in form.formsets:
        data[name] = inline_formset([])
    return nested_form_data({**data, **typed})


def written(text, *, style="", link=""):
    """Return what the editor's browser sends for one paragraph of running text."""
    whole = {"key": 0, "offset": 0, "length": len(text)}
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}
    block = {
        "key": "abcde",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [{**whole, "style": style}] if style else [],
        "entityRanges": [whole] if link else [],
    }
    return json.dumps({"blocks": [block], "entityMap": {"0": entity} if link else {}})
