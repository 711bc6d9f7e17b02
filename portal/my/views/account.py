"""One's own details, and the way to what keeps the account safe."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts.forms import AccountForm


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
