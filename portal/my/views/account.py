"""One's own details, and the way to what keeps the account safe."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from membership import standing
from portal.accounts.forms import AccountForm
from portal.core import clock
from portal.my import standing_words


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest):
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your details are saved.")
        return redirect("my:account")
    if form.errors:
        # The form has written what was typed on the account of this request.
        request.user.refresh_from_db()
    return render(request, "my/account.html", {"form": form})


@login_required
@require_safe
def membership(request: HttpRequest):
    stands = standing.standing_of_user(request.user, on=clock.today())
    context = {
        "standing": stands,
        "standing_words": standing_words.in_words(stands),
        "can_renew": standing_words.can_renew(stands),
    }
    return render(request, "my/membership.html", context)
