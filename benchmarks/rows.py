"""The rows: what is measured against which floor, and the target of each."""

import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urljoin

import requests

from benchmarks import dragging, listening, processes, staffing, telling, wrk
from benchmarks.counting import ASK, TOLD
from benchmarks.figures import Figure
from benchmarks.pace import Pace
from benchmarks.site import Site
from benchmarks.watching import watched
from benchmarks.wrk import Load, Run

# Cards that eight people move at once, and the moves of each of them.
EIGHT_MOVE, TURNS = 48, 200

Measure = Callable[[Site, Pace], Iterator[Figure]]


@dataclass(frozen=True)
class Row:
    """One name on the command line; it may give several lines."""

    name: str
    about: str
    measure: Measure


def against(
    site: Site, pace: Pace, figure: Figure, ours: Load, floor: Load, *, clients: int = 1, by: str = "p50"
) -> Figure:
    """The figure with times: ours and the floor in interleaved rounds, so that both meet the same machine."""
    wrk.warm(floor, clients=clients)
    wrk.warm(ours, clients=clients)
    pairs: list[tuple[Run, Run]] = []
    for _round in range(pace.rounds):
        below = wrk.run(floor, seconds=pace.floor, clients=clients)
        pairs.append((wrk.run(ours, seconds=pace.ours, clients=clients), below))
    return replace(
        figure,
        p50=statistics.median(run.p50 for run, _floor in pairs),
        p95=statistics.median(run.p95 for run, _floor in pairs),
        floor=statistics.median(getattr(floor, by) for _run, floor in pairs),
        ratio=statistics.median(getattr(run, by) / getattr(floor, by) for run, floor in pairs),
    )


def page(
    site: Site, pace: Pace, name: str, path: str, *, table: str, first: int, count: int, **targets: Any
) -> Figure:
    """A page for who is signed in, against the page floor of as many rows and bytes."""
    answer = requests.get(site.address + path, cookies=site.cookies, timeout=60, allow_redirects=False)
    assert answer.status_code == 200, (path, answer.status_code, answer.headers, answer.text[:500])
    figure = Figure(name, 0, **probed(site, path), **targets)
    below = floor_page(site, table=table, first=first, count=count, size=len(answer.content))
    return against(site, pace, figure, signed_in(site, [path]), below)


def probed(site: Site, path: str) -> dict[str, int]:
    """Statements and compressed bytes of a page that both web processes have given before."""
    for _visit in range(6):
        requests.get(site.address + path, cookies=site.cookies, timeout=60)
    answer = requests.get(
        site.address + path,
        cookies=site.cookies,
        headers={ASK: "1", "Accept-Encoding": "gzip"},
        stream=True,
        timeout=60,
    )
    return {"statements": int(answer.headers[TOLD]), "bytes": len(answer.raw.read(decode_content=False))}


def signed_in(site: Site, paths: Sequence[str], **more: Any) -> Load:
    """Requests of the lead's browser."""
    cookies = "; ".join(f"{name}={value}" for name, value in site.cookies.items())
    headers = {"Cookie": cookies, "X-CSRFToken": site.world["csrf"], "Accept-Encoding": "gzip"}
    return Load(site.address, paths, headers={**headers, **more.pop("headers", {})}, **more)


def floor_page(site: Site, *, table: str, first: int, count: int, size: int) -> Load:
    """The page floor."""
    asked = urlencode({"table": table, "from": first, "rows": count, "bytes": size})
    return Load(site.floor, [f"/page/?{asked}"])


def floor_write(site: Site) -> Load:
    """The write floor."""
    ids = site.world["floor"]["ids"]
    bodies = [f"id={pk}&version=VERSION&text=moved" for pk in ids]
    versions = site.world["floor"]["versions"]
    return Load(site.floor, ["/write/"] * len(ids), bodies, pattern='"version": (%d+)', versions=versions)


def board(site: Site, pace: Pace) -> Iterator[Figure]:
    """The board at 300, 1,000 and 5,000 elements."""
    for size in ("300", "1000"):
        told = site.world["boards"][size]
        about = {"table": "vision_element", "first": told["first"], "count": int(size)}
        yield page(
            site, pace, f"board, {int(size):,} elements", told["page"],
            most=2.0, statements_most=12, bytes_most=80_000, **about,
        )  # fmt: skip
        size_of_page = len(
            requests.get(site.address + told["page"], cookies=site.cookies, timeout=60).content
        )
        yield against(
            site, pace, Figure(f"board, {int(size):,}, 8 clients, p95", 0, most=2.5),
            signed_in(site, [told["page"]]), floor_page(site, size=size_of_page, **about),
            clients=8, by="p95",
        )  # fmt: skip


def large_board(site: Site, pace: Pace) -> Iterator[Figure]:
    """The board at 5,000 elements against the one at 1,000: its first cards, and a hundred more of a cell."""
    told, whole = site.world["boards"]["5000"], site.world["boards"]["1000"]
    for clients, by in ((1, "p50"), (8, "p95")):
        name = "board, 5,000 elements" if clients == 1 else "board, 5,000, 8 clients, p95"
        figure = Figure(name, 0, most=2.0, statements_most=12, note="the floor is the board of 1,000")
        probed_page = probed(site, told["page"]) if clients == 1 else {}
        yield against(
            site, pace, replace(figure, **probed_page), signed_in(site, [told["page"]]),
            signed_in(site, [whole["page"]]), clients=clients, by=by,
        )  # fmt: skip


def large_list(site: Site, pace: Pace) -> Iterator[Figure]:
    """The list at 5,000 elements: its first page, the one around the line, and a filtered one."""
    told = site.world["boards"]["5000"]
    about = {"table": "vision_element", "first": told["first"], "count": 300}
    asked = {"first page": "", "around the line": "?page=line", "searched": "?q=line&page=2"}
    for name, query in asked.items():
        path = told["list"] + query
        yield page(site, pace, f"list of 5,000, {name}", path, statements_most=12, **about)


def simulator(site: Site, pace: Pace) -> Iterator[Figure]:
    """What would follow from the line elsewhere, and the strip above the board."""
    for size in ("300", "1000", "5000"):
        told = site.world["boards"][size]
        about = {"table": "vision_element", "first": told["first"], "count": int(size)}
        path = f"{told['what_if']}?above={told['above'] - 5}"
        yield page(site, pace, f"what would follow, {int(size):,} elements", path, **about)
        yield page(site, pace, f"strip above the board, {int(size):,}", told["strip"], **about)


def poll(site: Site, pace: Pace) -> Iterator[Figure]:
    """What each open board asks every two seconds."""
    told = site.world["boards"]["1000"]
    revision = requests.get(
        site.address + told["changes"], params={"since": 0}, cookies=site.cookies, timeout=60
    ).json()["revision"]
    path = f"{told['changes']}?since={revision}"
    assert requests.get(site.address + path, cookies=site.cookies, timeout=60).status_code == 204
    # Who asks takes three: the session, the user, the role in the project.
    figure = Figure("board poll, nothing new", 0, most=3.0, statements_most=4, **probed(site, path))
    yield against(site, pace, figure, signed_in(site, [path]), floor_write(site))


def run(site: Site, pace: Pace) -> Iterator[Figure]:
    """The live board of a crisis with sixty steps, and what each of thirty watchers asks of it."""
    told = site.world["run"]
    about = {"table": "crisis_runstep", "first": told["first"], "count": told["steps"]}
    size = len(requests.get(site.address + told["page"], cookies=site.cookies, timeout=60).content)
    figure = Figure("live board, 60 steps", 0, statements_most=20, **probed(site, told["page"]))
    yield against(site, pace, figure, signed_in(site, [told["page"]]), floor_page(site, size=size, **about))
    path = f"{told['live']}?seen={told['seen']}"
    asked, rounds = floor_page(site, size=185, **about | {"count": 1}), 5 * pace.rounds
    below = watched(site.floor + asked.paths[0], {}, rounds=rounds, expect=200)
    ours = watched(site.address + path, site.cookies, rounds=rounds, expect=204)
    p95 = int(len(ours) * 0.95)
    yield Figure(
        "live board, 30 watchers", statistics.median(ours), ours[p95], below[p95], ours[p95] / below[p95],
        statements_most=4, note=f"{len(ours)} polls; the ratio is of p95", **probed(site, path),
    )  # fmt: skip


def move(site: Site, pace: Pace) -> Iterator[Figure]:
    """One card to the end of its own list, as the board's script sends it; then eight people at once."""
    for size in ("300", "1000", "5000"):
        yield _moved(site, pace, size)
    yield from by_eight(site, pace)


def _moved(site: Site, pace: Pace, size: str) -> Figure:
    told = site.world["boards"][size]
    # The last fifty of them are moved by eight people afterwards.
    moves = told["moves"][:-EIGHT_MOVE]
    paths = [path for path, _cell in moves]
    bodies = [urlencode({"placed": "VERSION", "cell": cell}) for _path, cell in moves]
    as_script = {"Accept": "application/json"}
    probe = requests.post(
        site.address + paths[0],
        data=bodies[0].replace("VERSION", "1"),
        cookies=site.cookies,
        headers={
            **as_script, ASK: "1", "X-CSRFToken": site.world["csrf"],
            "Content-Type": "application/x-www-form-urlencoded",
        },
        timeout=60,
    )  # fmt: skip
    assert probe.status_code == 200, probe.text[:300]
    load = signed_in(
        site,
        paths[1:],
        bodies=bodies[1:],
        headers=as_script,
        pattern='"placed": (%d+)',
        versions=[1] * len(paths[1:]),
    )
    name = "element move" if size == "1000" else f"element move, {int(size):,} elements"
    figure = Figure(name, 0, most=8.0, statements=int(probe.headers[TOLD]), statements_most=10)
    return against(site, pace, figure, load, floor_write(site))


def by_eight(site: Site, pace: Pace) -> Iterator[Figure]:
    """Eight people move their own cards of one board as fast as they can: nothing is lost."""
    for size in ("300", "1000", "5000"):
        moves = site.world["boards"][size]["moves"][-EIGHT_MOVE:]
        with ThreadPoolExecutor(max_workers=8) as pool:
            asked = [pool.submit(_hand, site, moves[hand::8]) for hand in range(8)]
            hands = [one.result() for one in asked]
        times = sorted(second * 1000 for taken, _lost in hands for second in taken)
        lost = sum(number for _taken, number in hands)
        assert lost == 0, f"{lost} moves were refused"
        yield Figure(
            f"element move, {int(size):,}, 8 people at once",
            statistics.median(times),
            times[int(len(times) * 0.95)],
            note=f"{len(times)} moves, none lost",
        )


def _hand(site: Site, moves: Sequence[Sequence[str]]) -> tuple[list[float], int]:
    """One person's moves, one after the other: the seconds of each, and how many were refused."""
    taken, lost = [], 0
    with requests.Session() as session:
        session.cookies.update(site.cookies)
        session.headers.update({"Accept": "application/json", "X-CSRFToken": site.world["csrf"]})
        placed = dict.fromkeys(range(len(moves)), 1)
        for turn in range(TURNS):
            number = turn % len(moves)
            path, cell = moves[number]
            began = time.perf_counter()
            answer = session.post(
                site.address + path, data={"placed": placed[number], "cell": cell}, timeout=60
            )
            taken.append(time.perf_counter() - began)
            if answer.ok:
                placed[number] = answer.json()["placed"]
            else:
                lost += 1
    return taken, lost


def register(site: Site, pace: Pace) -> Iterator[Figure]:
    """One page of fifty people out of five thousand, plain and searched."""
    told = site.world["register"]
    about = {"table": "stakeholders_stakeholder", "first": told["first"], "count": 50}
    targets = {"most": 2.5, "statements_most": 12}
    yield page(site, pace, "register, 50 of 5,000", told["page"], **about, **targets)
    yield page(site, pace, "register, searched", told["page"] + "?q=cardiology", **about, **targets)


def desk(site: Site, pace: Pace) -> Iterator[Figure]:
    """Searching ten thousand answers, and reading them beside each other: a page of twenty-five.

    The floor is the page of a thousand rows: a search looks at ten times as many, and shows few of them.
    """
    told = site.world["desk"]
    about = {"table": "stakeholders_answer", "first": told["first"], "count": 1_000}
    for name, asked in (
        ("searched", "?q=refill"),
        ("searched, two words", "?q=refills+wait"),
        ("plain", ""),
    ):
        path = told["page"] + asked
        size = len(requests.get(site.address + path, cookies=site.cookies, timeout=60).content)
        figure = Figure(
            f"desk, 10,000 answers, {name}, p95", 0, most=3.0, statements_most=12, **probed(site, path)
        )
        yield against(
            site, pace, figure, signed_in(site, [path]), floor_page(site, size=size, **about), by="p95"
        )


def home(site: Site, pace: Pace) -> Iterator[Figure]:
    """The project's first page."""
    about = {"table": "vision_element", "first": site.world["boards"]["1000"]["first"], "count": 50}
    path = site.world["boards"]["1000"]["home"]
    yield page(site, pace, "home", path, statements_most=30, **about)


def personal(site: Site, pace: Pace) -> Iterator[Figure]:
    """A stakeholder's own page: all of it over the wire, and saving one answer."""
    told = site.world["register"]
    path = told["personal"][0]
    figure = probed(site, path)
    whole = figure["bytes"] + sum(assets(site, path))
    about = {"table": "stakeholders_questionwording", "first": 1, "count": told["questions"]}
    size = len(requests.get(site.address + path, timeout=60).content)
    yield against(
        site, pace,
        Figure("personal page, first view", 0, statements=figure["statements"], statements_most=8,
               bytes=whole, bytes_most=60_000, note="bytes: page and everything it loads"),
        Load(site.address, told["personal"], headers={"Accept-Encoding": "gzip"}),
        floor_page(site, size=size, **about),
    )  # fmt: skip
    cookie = {"Cookie": f"csrftoken={site.world['csrf']}", "X-CSRFToken": site.world["csrf"]}
    bodies = [
        urlencode({f"v{told['wording']}": "VERSION", f"a{told['wording']}": "One number for all of us."})
    ] * len(told["answers"])
    yield against(
        site, pace, Figure("personal page, answer saved", 0, most=8.0),
        Load(site.address, told["answers"], bodies, headers=cookie, pattern='"version": (%d+)',
             versions=[0] * len(bodies)),
        floor_write(site),
    )  # fmt: skip


def assets(site: Site, path: str) -> list[int]:
    """Compressed bytes of every style sheet, script, font and picture that a page names."""
    text = requests.get(site.address + path, timeout=60).text
    names = re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="(/[^"]+)"', text)
    sizes = []
    for name in dict.fromkeys(names):
        answer = requests.get(
            urljoin(site.address, name), headers={"Accept-Encoding": "br, gzip"}, stream=True, timeout=60
        )
        if answer.ok:
            sizes.append(len(answer.raw.read(decode_content=False)))
    return sizes


def inside(what: str) -> Measure:
    """A row that is measured from inside the application."""

    def measure(site: Site, pace: Pace) -> Iterator[Figure]:
        for line in site.asked("benchmarks.inside", what):
            yield Figure(**{name: value for name, value in line.items() if name != "name"})

    return measure


ROWS = [
    Row("board", "the board at 300 and 1,000 elements, 1 client and 8", board),
    Row("large", "the board at 5,000 elements", large_board),
    Row("list", "the list at 5,000 elements", large_list),
    Row("simulator", "what would follow if the line moved", simulator),
    Row("forecast", "ten thousand runs of the forecast", inside("forecast")),
    Row("dragging", "a card dragged over a thousand, in Chromium", dragging.rows),
    Row("poll", "the board's poll when nothing changed", poll),
    Row("run", "the live board of a crisis, and thirty who watch it", run),
    Row("telling", "a broadcast to five hundred, and the review of a run that ended", telling.rows),
    Row("move", "moving one card; eight people at once", move),
    Row("register", "a page of the register at 5,000 people", register),
    Row("desk", "searching and reading ten thousand answers", desk),
    Row("home", "the project's home", home),
    Row("personal", "the personal page and saving an answer", personal),
    Row("answering", "two hundred people who answer at once, none of them lost", listening.answering),
    Row("round", "a round of a thousand invitations, written and sent", listening.sending),
    Row("publish", "publishing a version", inside("publish")),
    Row("pdf", "a report of twenty pages", inside("pdf")),
    Row("pack", "the crisis pack", inside("pack")),
    Row("outbox", "one worker that empties the outbox", inside("outbox")),
    Row("launches", "the calendar of 500 launches, and 2,000 alerts due at once", inside("launches")),
    Row("staffing", "required agents and a launch, beside NumPy and another library", staffing.rows),
    Row("launch forecast", "a launch's forecast, computed and shown", inside("launch_forecast")),
    Row("memory", "what the processes hold", processes.memory),
    Row("start", "the first page after bin/start", processes.start),
]
