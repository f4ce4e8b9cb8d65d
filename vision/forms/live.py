"""The day of a go-live."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

_BACK = datetime.timedelta(days=20 * 366)


class LiveForm(forms.Form):
    """A day that has come."""

    on = forms.DateField()

    def clean_on(self) -> datetime.date:
        """Within reach of the charts."""
        day: datetime.date = self.cleaned_data["on"]
        if not timezone.localdate() - _BACK <= day <= timezone.localdate():
            raise forms.ValidationError(_("Give the day on which it went live; it cannot lie ahead."))
        return day
