"""The pages that only the demonstration has: who can sign in, and its mailbox."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP
from django.utils.text import get_valid_filename
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from membership.models import Member

from . import mailbox
from .accounts import ACCOUNTS, NEWCOMER, PASSWORD
from .models import MailboxFile, MailboxMessage

A_PAGE = 50
# A mail is shown in a frame that may do nothing but lead away.
FRAME = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.SELF],
    "sandbox": [
        "allow-popups",
        "allow-popups-to-escape-sandbox",
        "allow-top-navigation-by-user-activation",
    ],
}
AROUND_FRAME = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}


@require_safe
def demonstration(request):
    newcomer = Member.objects.filter(email=NEWCOMER).first()
    return render(
        request,
        "demo/demonstration.html",
        {
            "accounts": ACCOUNTS.items(),
            "password": PASSWORD,
            "newcomer": newcomer,
        },
    )


@require_safe
@never_cache
def message_list(request):
    wanted = request.GET.get("to", "")
    messages = MailboxMessage.objects.defer("text", "html", "calendar")
    if wanted.strip():
        messages = messages.to_address(wanted)
    page = Paginator(messages, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "demo/message_list.html", {"mails": page, "wanted": wanted.strip()}
    )


@require_safe
@never_cache
@csp_override(AROUND_FRAME)
def message_detail(request, key):
    message = get_object_or_404(MailboxMessage, pk=key)
    return render(
        request,
        "demo/message_detail.html",
        {
            "mail": message,
            "entries": mailbox.entries(message.calendar),
            "files": message.files.defer("content"),
        },
    )


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_override(FRAME)
def message_page(request, key):
    message = get_object_or_404(MailboxMessage, pk=key)
    # Its links open in the whole window, and not in the frame.
    page = message.html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(page)


@require_safe
@never_cache
def message_calendar(request, key):
    message = get_object_or_404(MailboxMessage.objects.exclude(calendar=""), pk=key)
    return _download(
        message.calendar.encode(),
        f"text/calendar; charset=utf-8; method={message.calendar_method}",
        "invite.ics",
    )


@require_safe
@never_cache
def message_file(request, key, number):
    attached = get_object_or_404(MailboxFile, message=key, pk=number)
    return _download(bytes(attached.content), attached.media_type, attached.name)


def _download(content, media_type, name):
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{get_valid_filename(name)}"'
        },
    )
