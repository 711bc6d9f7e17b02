"""What stands on the first staff screen for editors."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from portal.cms.desk import attention
from portal.core import clock


class AttentionPanel(Component):
    """What an editor should look at: reviews, closings, links, guidance."""

    name = "needs_attention"
    order = 120
    template_name = "cms/staff/attention_panel.html"

    def get_context_data(
        self,
        parent_context: Mapping[str, Any],  # noqa: ARG002 - the CMS passes it
    ) -> dict[str, Any]:
        return {"groups": attention.groups(clock.now())}


class DraftsPanel(Component):
    """What this editor has begun or changed, and nobody has published since."""

    name = "my_drafts"
    order = 130
    template_name = "cms/staff/drafts_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"drafts": attention.drafts_of(user, at=clock.now())}
