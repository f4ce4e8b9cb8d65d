"""The guides name what stands on the pages, and show pictures that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
GUIDES = [ROOT / "docs" / "guides" / f"{name}.md" for name in ("lead", "marketing", "operations")]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
WAY = re.compile(r"(?<!\*)\*([^*]+?→[^*]+?)\*(?!\*)", re.DOTALL)


def words_of_pages() -> str:
    """Everything that is marked for translation: templates and code."""
    rooms = [ROOT / "templates", *(path.parent for path in ROOT.glob("*/apps.py"))]
    files = [path for room in rooms for path in room.rglob("*") if path.suffix in {".html", ".py"}]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("page", DOCS, ids=lambda path: path.name)
def test_what_a_page_of_the_docs_leads_to_is_there(page: Path):
    linked = LINK.findall(page.read_text(encoding="utf-8"))
    assert [one for one in linked if not (page.parent / one).exists()] == []


def test_what_the_guides_tell_to_press_stands_on_a_page():
    said = words_of_pages()
    unknown = [
        f"{guide.name}: {name}"
        for guide in GUIDES
        for name in _names(guide.read_text(encoding="utf-8"))
        if f'"{name}"' not in said
    ]
    assert unknown == []


def _names(text: str) -> list[str]:
    """What stands in bold, and each step of a way such as *Settings → People*."""
    steps = [step for way in WAY.findall(text) for step in way.split("→")]
    return [" ".join(name.split()) for name in [*BOLD.findall(text), *steps]]
