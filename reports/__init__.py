"""How figures and pages are drawn: charts, PDF, files, progress, share links."""
