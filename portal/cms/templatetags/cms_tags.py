"""What the templates of pages need besides the parts that every page has."""

import json
from typing import Any

from django import template
from django.template import Context
from django.utils.html import _json_script_escapes, format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def structured_data(context: Context, data: dict[str, Any]) -> SafeString:
    """Write what search engines read, in a form from which no script can escape."""
    text = json.dumps({key: value for key, value in data.items() if value})
    return format_html(
        '<script type="application/ld+json" nonce="{}">{}</script>',
        context.get("csp_nonce", ""),
        SafeString(text.translate(_json_script_escapes)),
    )


@register.filter
def anchor(identity: str) -> str:
    """Name a block for links to it; it keeps the name when others are moved."""
    return str(identity)[:8]
