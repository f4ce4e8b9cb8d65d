"""What import-linter cannot say: which rooms of another app may be entered."""

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
