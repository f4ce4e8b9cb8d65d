"""What may be typed about reports."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import ShareLink


class ShareForm(forms.ModelForm):
    """For whom a link is, and how long it opens."""

    days = forms.TypedChoiceField(
        label=_("Opens for"),
        coerce=int,
        choices=[(1, _("1 day")), (7, _("7 days")), (30, _("30 days"))],
        initial=7,
    )

    class Meta:
        model = ShareLink
        fields = ["label"]
        help_texts = {"label": _("A name that you will know it by, for instance “Board of trustees”.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("label", css_class="col-md-8"), Column("days", css_class="col-md-4"))
        )
