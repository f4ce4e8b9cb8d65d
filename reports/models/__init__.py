"""Tables of files, reports and the links by which they are shared."""

from reports.models.report import Report, State
from reports.models.share import Download, ShareLink
from reports.models.stored_file import FileContent, StoredFile

__all__ = ["Download", "FileContent", "Report", "ShareLink", "State", "StoredFile"]
