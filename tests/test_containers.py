"""What can be said about the containers without running one."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from honcho.environ import parse_procfile

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROCFILE: dict[str, str] = parse_procfile((ROOT / "Procfile").read_text()).processes
EXAMPLE = set(re.findall(r"^(?:# )?([A-Z][A-Z_]*)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
SHELL = re.compile(r"(?<!\$)\$\{([A-Z_]+)")


@pytest.mark.parametrize("name", PROCFILE)
def test_a_service_runs_what_the_procfile_says(name: str) -> None:
    *_, command = SERVICES[name]["command"]
    assert command.replace("$$", "$") == f"exec {PROCFILE[name]}"


def test_the_image_runs_the_web_process() -> None:
    last = (ROOT / "Dockerfile").read_text().strip().splitlines()[-1]
    assert last == f'CMD ["sh", "-c", "exec {PROCFILE["web"]}"]'


@pytest.mark.parametrize("file", ["docker-compose.yml", "Procfile", "Dockerfile"])
def test_every_variable_is_in_the_example(file: str) -> None:
    used = set(SHELL.findall((ROOT / file).read_text().replace("$$", "$")))
    assert used <= EXAMPLE


def test_every_setting_is_in_the_example_and_nothing_else_is() -> None:
    settings = (ROOT / "mastermind" / "settings.py").read_text()
    read = set(re.findall(r'env\.[a-z_]+\(\s*"([A-Z_]+)"', settings))
    providers = re.findall(r'_social_app\(\s*"([A-Z]+)"', settings)
    read |= {f"{name}_CLIENT_{part}" for name in providers for part in ("ID", "SECRET")}
    started = set(SHELL.findall("".join(PROCFILE.values())))
    assert read | started | {"POSTGRES_PASSWORD"} == EXAMPLE


def test_every_service_comes_back_and_says_whether_it_is_well() -> None:
    for name, service in SERVICES.items():
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
        assert "healthcheck" in service or name == "web"  # the image has web's
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_every_dependency_and_volume_exists() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in COMPOSE["volumes"]


def test_the_worker_can_be_scaled() -> None:
    assert not {"container_name", "ports"} & set(SERVICES["worker"])
