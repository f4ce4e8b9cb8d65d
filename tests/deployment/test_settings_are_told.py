"""Nothing that can be set is a secret, and the compose file says what the code needs."""

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from callcenter_planner.embedded.supervisor import web_command

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = {"web", "worker", "long", "beat", "migrate"}
# Read by the compose file alone.
OF_COMPOSE = {"POSTGRES_PASSWORD"}
# Read before there are settings, by `bin/start`.
OF_THE_START = {"HOST", "PORT"}


def settings_read() -> set[str]:
    """The names that settings.py and env.py ask the environment for."""
    asked = re.compile(r'\b(?:text|flag|number|names|url|origins)\(\s*"([A-Z][A-Z0-9_]+)"')
    sources = [ROOT / "callcenter_planner" / name for name in ("settings.py", "env.py")]
    return {name for source in sources for name in asked.findall(source.read_text())}


def settings_told() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert isinstance(parsed, dict)
    return parsed


def test_every_setting_is_explained_and_nothing_else():
    assert settings_told() == settings_read() | OF_COMPOSE | OF_THE_START


def test_the_compose_file_uses_settings_that_exist(compose):
    text = (ROOT / "docker-compose.yml").read_text()
    used = set(re.findall(r"\$\{([A-Z_]+)", text))
    assert used <= settings_told()
    for name in OURS:
        assert set(compose["services"][name]["environment"]) <= settings_read()


def test_everything_that_is_needed_to_start_has_a_value(compose):
    needed = {"SECRET_KEY", "BASE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"}
    for name in OURS:
        assert needed <= set(compose["services"][name]["environment"])


def test_services_depend_on_services_that_exist(compose):
    services = compose["services"]
    for service in services.values():
        for name, rule in service.get("depends_on", {}).items():
            assert name in services
            if rule["condition"] == "service_healthy":
                assert services[name]["healthcheck"]["test"]


def test_there_are_several_webs_and_workers_and_one_beat(compose):
    replicas = {name: compose["services"][name]["deploy"]["replicas"] for name in ("web", "worker", "beat")}
    assert replicas == {"web": 2, "worker": 2, "beat": 1}


def test_commands_run_what_is_installed(compose):
    for name in OURS - {"web"}:
        command = compose["services"][name]["command"]
        assert command[0] == "python"
        if command[1] == "-m":
            assert importlib.util.find_spec(command[2]) is not None
        else:
            assert (ROOT / command[1]).is_file()


def test_nothing_of_ours_runs_with_rights_it_does_not_need(compose):
    for name in OURS:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert re.search(r"^USER planner$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_only_the_proxy_is_reached_from_outside(compose):
    reached = {
        name: port
        for name, service in compose["services"].items()
        for port in service.get("ports", [])
        if not port.startswith("127.0.0.1:")
    }
    assert set(reached) == {"proxy"}


def test_the_volumes_that_are_used_are_declared(compose):
    named = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert named == set(compose["volumes"])
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            if volume.startswith("./"):
                assert (ROOT / volume.partition(":")[0]).exists()


def test_the_image_serves_as_the_start_does():
    line = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert line is not None
    assert json.loads(line.group(1)) == ["python", *web_command("0.0.0.0", 8000)[1:]]
