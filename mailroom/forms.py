"""What may come in by the mailroom's forms."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mailroom.delivery import hook


class NewLinkForm(forms.Form):
    """The address to which a link once went."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one at which you got our mail."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class WebhookForm(forms.Form):
    """An address that is told what everybody is told in a crisis."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("“Chat of the floor”, “SMS gateway”."))
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("Whoever runs the planner allows its host in WEBHOOK_HOSTS."),
        widget=forms.URLInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_url(self) -> str:
        """An address that may be called."""
        url: str = self.cleaned_data["url"]
        try:
            hook.check(url)
        except hook.NotAllowed as error:
            raise ValidationError(str(error)) from None
        return url
