"""What accounts add to the staff screens: who may change what, and our stylesheet."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.body.models import Agency, Area, Identity, Mailbox, Profession

from .role_policy import RolePolicy

# What belongs to the body itself is for administrators alone.
for _model in (Identity, Mailbox, Profession, Agency, Area):
    register_permission_policy(_model, RolePolicy(_model))


@hooks.register("insert_global_admin_css")
def our_stylesheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/staff.css"))
