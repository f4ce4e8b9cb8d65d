"""Load by wrk: on loopback, one thread, at most eight connections, seconds at a time."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

MOST_CLIENTS = 8

SCRIPT = """
local paths = { %(paths)s }
local bodies = { %(bodies)s }
versions = { %(versions)s }
local turn, last = 0, 1
local loader
wrk.method = "%(method)s"
%(headers)s
function setup(thread)
  loader = thread
end
function request()
  turn = turn + 1
  last = (turn - 1) %% #paths + 1
  local body = nil
  if #bodies > 0 then
    body = string.gsub(bodies[last], "VERSION", tostring(versions[last]))
  end
  return wrk.format(nil, paths[last], nil, body)
end
%(response)s
function done(summary, latency, requests)
  local failed = summary.errors
  io.write("[" .. table.concat(loader:get("versions"), ",") .. "]\\n")
  io.write(string.format('{"p50": %%.4f, "p95": %%.4f, "requests": %%d, "bad": %%d}\\n',
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, summary.requests,
    failed.status + failed.connect + failed.read + failed.timeout))
end
"""
# With one connection, an answer belongs to the request before it. The answer in flight when a run ends is
# never read: the next run is told once that its version is old, and goes on from there.
FOLLOW = """
function response(status, headers, body)
  versions[last] = tonumber(string.match(body, '%s')) or versions[last]
  if status == 409 then
    versions[last] = versions[last] + 1
  end
end
"""


@dataclass(frozen=True)
class Load:
    """What is asked: paths in turn, and for a write their bodies.

    VERSION in a body becomes what `pattern` (a Lua pattern) last found in the answer of the same path;
    `versions` holds that from one run to the next.
    """

    address: str
    paths: Sequence[str]
    bodies: Sequence[str] = ()
    headers: dict[str, str] = field(default_factory=dict)
    pattern: str = ""
    versions: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """What came of it; times in milliseconds."""

    p50: float
    p95: float
    requests: int
    bad: int


def warm(load: Load, *, clients: int = 1) -> None:
    """Asks until every process has answered a few times; how many a second does not matter."""
    _run(load, 2, clients)


def run(load: Load, *, seconds: float, clients: int = 1) -> Run:
    """One run. Fails when one answer in a hundred is no answer."""
    found = _run(load, seconds, clients)
    assert found.requests > 0, f"{load.address}{load.paths[0]} gave no answer in {seconds} seconds"
    assert found.bad <= 1 + found.requests / 100, f"{found.bad} of {found.requests} answers were errors"
    return found


def _run(load: Load, seconds: float, clients: int) -> Run:
    assert clients <= MOST_CLIENTS
    assert clients == 1 or not load.pattern
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "load.lua"
        script.write_text(_script(load))
        command = ["wrk", "-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s", "--timeout", "10s"]
        said = subprocess.run(
            [*command, "-s", str(script), load.address], stdout=subprocess.PIPE, text=True, check=True
        ).stdout
    *_words, versions, times = said.splitlines()
    load.versions[:] = json.loads(versions)
    return Run(**json.loads(times))


def _script(load: Load) -> str:
    headers = dict(load.headers)
    if load.bodies:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return SCRIPT % {
        "paths": ",".join(json.dumps(path) for path in load.paths),
        "bodies": ",".join(json.dumps(body) for body in load.bodies),
        "method": "POST" if load.bodies else "GET",
        "headers": "\n".join(
            f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()
        ),
        "versions": ",".join(map(str, load.versions)),
        "response": FOLLOW % load.pattern if load.pattern else "",
    }
