"""What the staff screens of pages need."""

from typing import Any

from django import template
from django.template import Context

from portal.cms.desk import editing

register = template.Library()


@register.inclusion_tag("cms/staff/before_it_goes_out.html", takes_context=True)
def before_it_goes_out(context: Context) -> dict[str, Any]:
    """What stops the page on this screen from going out, and what happens by itself."""
    page = context["page"]
    return {"page": page, **editing.before_it_goes_out(page)}
