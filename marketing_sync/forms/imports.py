"""A list of agents, a marketing calendar, or a list of days that differ."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from marketing_sync.models import Kind
from reports import lists


class _UploadForm(forms.Form):
    """One file; what it holds is judged by its bytes."""

    file = forms.FileField(allow_empty_file=True, max_length=400)

    def clean_file(self) -> Any:
        """Refuses what is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > lists.MAX_BYTES:
            raise forms.ValidationError(
                gettext_lazy("The file is larger than %(megabytes)d MB. Split it."),
                params={"megabytes": lists.MAX_BYTES // 1024 // 1024},
            )
        return file


class AgentsUploadForm(_UploadForm):
    """A list of agents."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        help_text=gettext_lazy("The first sheet is read. A row of headings, then a row for each agent."),
        allow_empty_file=True,
        max_length=400,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


class DaysUploadForm(_UploadForm):
    """A list of days that are not like their weekday."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        help_text=gettext_lazy("The first sheet is read. A row of headings, then a row for each day."),
        allow_empty_file=True,
        max_length=400,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


class LaunchesUploadForm(_UploadForm):
    """A marketing calendar."""

    file = forms.FileField(
        label=gettext_lazy("CSV, XLSX or calendar file (.ics)"),
        help_text=gettext_lazy("A row, or an event, for each launch."),
        allow_empty_file=True,
        max_length=400,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ics"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of those that say none"),
        choices=Kind.choices,
        initial=Kind.DIRECT_MAIL,
    )
