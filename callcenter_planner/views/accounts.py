"""What the mailed links of an account open: a new password, a confirmed address."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from callcenter_planner import actions, mail
from callcenter_planner.forms import NewPasswordForm
from mailroom.models import PersonalLink
from mailroom.public import by_link, neutral
from projects.forms import posted
from projects.models import User


@by_link(mail.NEW_PASSWORD)
def new_password(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Choosing a password; the link ends with the password that it was sent for."""
    user = User.objects.filter(pk=link.person_pk, is_active=True).first()
    if user is None or not constant_time_compare(link.about, mail.of_password(user)):
        return neutral(request)
    form = NewPasswordForm(posted(request), user=user)
    if form.is_valid():
        actions.set_password(user=user, password=form.cleaned_data["password"])
        messages.success(request, _("Your password was saved. Sign in with it."))
        return redirect("account_login")
    status = 422 if form.errors else 200
    return render(request, "roof/new_password.html", {"form": form, "owner": user}, status=status)


@by_link(mail.CONFIRM_ADDRESS)
def confirm_address(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Confirming an address, by button alone: a scanner that opens the link confirms nothing."""
    address = EmailAddress.objects.filter(pk=link.person_pk).select_related("user").first()
    if address is None or not constant_time_compare(link.about, mail.fingerprint(address.email)):
        return neutral(request)
    if request.method == "POST":
        if not address.verified:
            get_adapter(request).confirm_email(request, address)
        return redirect("projects:start")
    return render(request, "roof/confirm_address.html", {"address": address})
