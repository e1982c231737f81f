"""Small blueprints rendered in tests, and the objects in what comes out."""

import tempfile
from pathlib import Path
from typing import Any

from rocksolid.compiler import Compiled, compile_request
from rocksolid.language.gather import Request

APP = 'name = "app"\nimage = "registry.example.com/app:1.0.0"\n'
"""The least that an app must say."""


def compiled(text: str, platform: str = "", files: dict[str, str] | None = None, **request: Any) -> Compiled:
    """Return what one TOML text becomes, with a platform file and further files beside it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {"app.toml": text, "platform.toml": platform, **(files or {})}.items():
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_text(content, encoding="utf-8")
        return compile_request(Request(paths=(f"{folder}/app.toml",), **request))


def compile_toml(text: str, platform: str = "", files: dict[str, str] | None = None, **request: Any) -> list[dict[str, Any]]:
    """Return the objects that one TOML text becomes."""
    return compiled(text, platform, files, **request).objects


def one(objects: list[dict[str, Any]], kind: str, name: str | None = None) -> dict[str, Any]:
    """Return the only object of a kind, or of a kind and name."""
    found = [item for item in objects if item["kind"] == kind and name in {None, item["metadata"]["name"]}]
    assert len(found) == 1, f"{len(found)} objects are a {kind} {name or ''}"
    return found[0]


def template(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the pod template of the only workload."""
    specs = [item["spec"] for item in objects if item["kind"] in {"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"}]
    assert len(specs) == 1, f"{len(specs)} workloads"
    found: dict[str, Any] = specs[0].get("jobTemplate", {}).get("spec", specs[0])["template"]
    return found


def pod(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the pod spec of the only workload."""
    found: dict[str, Any] = template(objects)["spec"]
    return found


def container(objects: list[dict[str, Any]], name: str | None = None) -> dict[str, Any]:
    """Return a container of the only workload: the app's own, or one beside it by name."""
    spec = pod(objects)
    every = spec["containers"] if name is None else [*spec.get("initContainers", ()), *spec["containers"]]
    found: dict[str, Any] = next(item for item in every if name in {None, item["name"]})
    return found
