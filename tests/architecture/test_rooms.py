"""What import-linter cannot say: which rooms of another app may be entered."""

import re
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
PRIVATE = {"forms", "views", "urls"}
# The roof is where pages of several apps are put together.
ROOF = "callcenter_planner"


def test_no_app_uses_the_views_or_forms_of_another():
    graph = grimp.build_graph(*APPS, cache_dir=None)
    trespassing = [
        f"{importer} imports {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if importer.partition(".")[0] not in {imported.partition(".")[0], ROOF}
        and imported.split(".")[1:2]
        and imported.split(".")[1] in PRIVATE
    ]
    assert trespassing == []


# Rows that many others name by a foreign key. A lock of the whole row holds up whoever writes one of those.
NAMED_BY_MANY = re.compile(r"\b(?:Project|AlertContact)\.objects\.select_for_update\((?!.*no_key=True)")
# Where the row goes, its key goes with it.
GOING = "callcenter_planner/whole/leaving.py"


def test_who_locks_a_project_or_a_contact_leaves_others_free_to_name_it():
    """Else two who lock in different orders end in a deadlock, and one of them is thrown out."""
    locking = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if str(path.relative_to(ROOT)) != GOING
        for line in path.read_text().splitlines()
        if NAMED_BY_MANY.search(line)
    ]
    assert locking == []
