"""Fleets of apps to measure with: the same apps as parameters for templates, as one blueprint, and as a blueprint for each app."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMESPACE = "shop"
DATABASE = "postgres"
CALLEES = (1, 3)
"""How many places behind an app those stand that it calls; as many places before it stand those that call it."""
_COMPONENTS = ("web", "api", "worker", "cache")
_FEWEST_NAMES = 4
"""An app has neighbours that are not itself, even where it is rendered alone."""
_PORT, _DATABASE_PORT = 8080, 5432

Parameters = dict[str, Any]
"""What tells one app from another: strings, numbers, and lists of them or of tables, as in the values of a chart."""

_BLUEPRINT = """\
component = "{component}"
image = "{image}:{version}"
port = {port}
callers = {callers}
dependencies = [{dependencies}]
env = {{ PORT = "{port}", LOG_LEVEL = "info", STRICT = "yes", EMPTY = "", POD_NAME = {{ field = "metadata.name" }} }}
files."/etc/app/app.conf".content = "service {name}\\nlisten 0.0.0.0:{port}\\n"
health = {{ readiness = {{ path = "/readyz" }}, liveness = {{ path = "/healthz" }} }}
scale = {{ min = {replicas}, max = {most}, cpu = 70 }}
resources = {{ cpu = "100m", memory = "128Mi", memory_limit = "256Mi" }}
"""


def main(folder: str, *sizes: str) -> None:
    """Write fleets of each size."""
    for size in sizes:
        write(Path(folder), int(size))


def write(folder: Path, size: int) -> None:
    """Write `apps-SIZE.json`, `apps-SIZE.toml` and the directory `apps-SIZE` with a blueprint for each app."""
    apps = list(parameters(size))
    each = folder / f"apps-{size}"
    each.mkdir(parents=True, exist_ok=True)
    for app in apps:
        head = f'name = "{app["name"]}"\nnamespace = "{NAMESPACE}"\n'
        (each / f"{app['name']}.toml").write_text(head + blueprint(app), encoding="utf-8")
    together = "\n".join([f'namespace = "{NAMESPACE}"\n', *(f"[apps.{app['name']}]\n{blueprint(app)}" for app in apps)])
    (folder / f"apps-{size}.toml").write_text(together, encoding="utf-8")
    (folder / f"apps-{size}.json").write_text(json.dumps({"apps": apps}, indent=1), encoding="utf-8")


def parameters(size: int) -> Iterator[Parameters]:
    """Yield what each app of a fleet is: every call is said by both of its sides."""
    names = max(size, _FEWEST_NAMES)
    for number in range(size):
        yield {
            "name": _name(number),
            "component": _COMPONENTS[number % len(_COMPONENTS)],
            "image": f"registry.example.com/team/{_name(number)}",
            "version": f"1.4.{number % 10}",
            "port": _port(number),
            "replicas": 2 + number % 3,
            "callers": [_name((number - step) % names) for step in CALLEES],
            "dependencies": [
                *({"name": _name(callee), "port": _port(callee)} for callee in ((number + step) % names for step in CALLEES)),
                {"name": DATABASE, "port": _DATABASE_PORT},
            ],
        }


def blueprint(app: Parameters) -> str:
    """Return an app's words as TOML, without its name and namespace."""
    dependencies = ", ".join(_dependency(one) for one in app["dependencies"])
    words = {**app, "callers": json.dumps(app["callers"]), "dependencies": dependencies, "most": 3 * app["replicas"]}
    return _BLUEPRINT.format(**words)


def _dependency(one: Parameters) -> str:
    """The database belongs to nobody here: it has no blueprint, so its pods are named."""
    if one["name"] == DATABASE:
        return f'{{ labels = {{ "app.kubernetes.io/name" = "{DATABASE}" }}, port = {one["port"]} }}'
    return f'{{ app = "{one["name"]}", port = {one["port"]} }}'


def _name(number: int) -> str:
    return f"app-{number:04d}"


def _port(number: int) -> int:
    return _PORT + number % 3


if __name__ == "__main__":
    main(*sys.argv[1:])
