"""What may come in about who is reached."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis.forms.shared import Versioned, helper
from crisis.models import CrisisPerson, CrisisRole


class PersonForm(Versioned):
    """A person on the call tree."""

    class Meta:
        model = CrisisPerson
        fields = ("name", "email", "phone", "other_ways", "language")
        labels = {
            "name": gettext_lazy("Name"),
            "email": gettext_lazy("E-mail address"),
            "phone": gettext_lazy("Telephone"),
            "other_ways": gettext_lazy("Other ways to reach them"),
        }
        help_texts = {
            "other_ways": gettext_lazy("One a line: home, pager, a neighbour. Printed on the call tree."),
        }
        widgets = {"other_ways": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].required = False
        self.helper = helper(
            "version",
            Row(Column("name", css_class="col-md-6"), Column("phone", css_class="col-md-6")),
            Row(Column("email", css_class="col-md-8"), Column("language", css_class="col-md-4")),
            "other_ways",
        )

    def clean_language(self) -> str:
        """What was not asked stays as it was."""
        return str(self.cleaned_data["language"] or self.instance.language)

    def clean_email(self) -> str:
        """An address that is not on this call tree yet, also not among those taken off."""
        email = self.cleaned_data["email"]
        same = CrisisPerson.objects.filter(project=self.instance.project, email__iexact=email)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This address is on the call tree already, perhaps taken off it."))
        return str(email)


class RoleForm(forms.Form):
    """One more role for a person."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=CrisisRole.choices)


class ContactForm(Versioned):
    """How somebody says themselves that they are reached."""

    class Meta:
        model = CrisisPerson
        fields = ("phone", "other_ways")
        labels = {
            "phone": gettext_lazy("Telephone"),
            "other_ways": gettext_lazy("Other ways to reach you"),
        }
        help_texts = {"other_ways": gettext_lazy("One a line: home, pager, a neighbour.")}
        widgets = {"other_ways": forms.Textarea(attrs={"rows": 4})}
