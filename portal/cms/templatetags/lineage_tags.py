"""What a page's frame asks about the guidance that the page speaks of."""

from django import template

from portal.cms import lineage
from portal.cms.lineage import Banner
from portal.cms.models import BasePage
from portal.core import clock

register = template.Library()


@register.simple_tag
def replaced_guidance(page: object) -> Banner | None:
    if not isinstance(page, BasePage):
        return None
    return lineage.banner_for(page, clock.today())
