"""What WeasyPrint leaves out of the tags that a screen reader needs (PDF/UA-1, ISO 14289-1).

Handed to `weasyprint.HTML.write_pdf` as its `finisher`, which may change the PDF's objects before they are
written.
"""

from collections.abc import Iterator, Mapping
from typing import Any


def finish(_document: Any, pdf: Any) -> None:
    """Says of each header cell what it heads, and takes running headers and footers out of what is read.

    `pdf` is WeasyPrint's own, a list of objects of which those that have keys are dictionaries.
    """
    objects = {item.reference: item for item in pdf.objects}
    _scope_header_cells(objects)
    _mark_running_lines(objects)


def _scope_header_cells(objects: Mapping[bytes, Any]) -> None:
    """A header cell in the head of its table heads a column, any other its row (7.5)."""
    for cell in _structure(objects, "/TH"):
        row = objects[cell["P"]]
        in_head = objects[row["P"]]["S"] == "/THead"
        cell["A"]["Scope"] = "/Column" if in_head else "/Row"


def _mark_running_lines(objects: Mapping[bytes, Any]) -> None:
    """What stands in the margins of each page is an artifact of paging, not content (7.8).

    WeasyPrint gives it marks like content, and leaves their elements out of the tree.
    """
    root = next(item for item in objects.values() if _is(item, "Type", "/StructTreeRoot"))
    whole = objects[root["K"][0]]
    read = set(whole["K"])
    numbers = objects[root["ParentTree"]]["Nums"]
    marks_of = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in (item for item in objects.values() if _is(item, "Type", "/Page")):
        marks = marks_of[page["StructParents"]]
        unread = {mark for mark, element in enumerate(marks) if _top(element, whole, objects) not in read}
        for mark in unread:
            marks[mark] = "null"
        content = objects[page["Contents"]].stream
        for place, properties in enumerate(content):
            if isinstance(properties, dict) and properties.get("MCID") in unread:
                content[place - 1] = "/Artifact"
                content[place] = type(properties)({"Type": "/Pagination"})


def _structure(objects: Mapping[bytes, Any], kind: str) -> Iterator[Any]:
    return (item for item in objects.values() if _is(item, "Type", "/StructElem") and item["S"] == kind)


def _top(reference: bytes, whole: Any, objects: Mapping[bytes, Any]) -> bytes:
    """The element right below the whole document that another one belongs to."""
    while objects[reference]["P"] != whole.reference:
        reference = objects[reference]["P"]
    return reference


def _is(item: object, key: str, value: str) -> bool:
    return isinstance(item, dict) and item.get(key) == value
