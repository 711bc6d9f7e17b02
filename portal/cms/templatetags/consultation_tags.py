"""What a consultation's page says to the one who reads it, about sending a view."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template import Context

from portal.cms.consultations import members_views
from portal.cms.consultations.views import ViewForm
from portal.cms.models import ConsultationPage
from portal.core import clock

register = template.Library()


@register.inclusion_tag("cms/consultations/_members_views.html", takes_context=True)
def members_views_of(context: Context, page: ConsultationPage) -> dict[str, Any]:
    request = context.get("request")
    user = getattr(request, "user", None) or AnonymousUser()
    offer = members_views.offer_to(user, page, at=clock.now())
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "body": context.get("body"),
        "page": page,
        "offer": offer,
        "form": ViewForm(instance=offer.view)
        if offer is not None and offer.is_open
        else None,
    }
