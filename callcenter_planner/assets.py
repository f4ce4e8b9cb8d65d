"""Which of the front-end packages' files are served: what a page can use, not all that they bring along."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class AssetsConfig(StaticFilesConfig):
    """Hashing and compressing every variant of Bootstrap would take four times as long as the rest."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.gz",
        "*.rtl.*",
        "bootstrap-*",
        "bootstrap.css*",
        "bootstrap.js*",
        "bootstrap.esm*",
        "bootstrap.bundle.js*",
        "htmx.js",
        "htmx.amd.js",
        "htmx.cjs.js",
        "htmx.esm*",
        "ext",
        "Sortable.js",
        "modular",
        "src",
    ]
