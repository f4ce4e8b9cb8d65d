"""What somebody sends in by the intake link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marketing_sync.forms.launch import RegisterForm


class IntakeForm(RegisterForm):
    """A launch and who sends it; the launch first, since that is what the sender came for."""

    sender_name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    sender_email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("You get a link there by which you see what became of it."),
    )

    field_order = (
        "name",
        "kind",
        "likely",
        "earliest",
        "latest",
        "audience_size",
        "offer",
        "caller_questions",
        "sender_name",
        "sender_email",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, bound in self.fields.items():
            described = [f"id_{name}-help"] if bound.help_text else []
            if self.is_bound and name in self.errors:
                described.append(f"id_{name}-error")
                bound.widget.attrs["aria-invalid"] = "true"
            if described:
                bound.widget.attrs["aria-describedby"] = " ".join(described)

    def what(self) -> dict[str, Any]:
        """What is said about the launch."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
