"""The systems in `blueprints/`: every way to render them, and what their pods are in the words of `facts/`."""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import yaml
from rocksolid.compiler import Compiled, compile_request
from rocksolid.language.gather import Request

from judges.objects import Pod, Tree, at

ROOT = Path(__file__).parents[1]
BLUEPRINTS = ROOT / "blueprints"
SYSTEMS = sorted(folder.name for folder in BLUEPRINTS.iterdir())
FACTS = {system: json.loads((ROOT / "tests" / "facts" / f"{system}.json").read_text()) for system in SYSTEMS}


@attrs.frozen
class Case:
    """One way to render a folder: in an environment or in none, with the platform's objects or without."""

    system: str
    environment: str | None = None
    platform_objects: bool = False

    def __str__(self) -> str:
        """The name of its snapshot."""
        return ".".join(filter(None, (self.system, self.environment, "platform" if self.platform_objects else None)))

    @property
    def folder(self) -> Path:
        """The folder of its blueprints."""
        return BLUEPRINTS / self.system

    @property
    def facts(self) -> Tree:
        """What is known of the system from its owners."""
        facts: Tree = FACTS[self.system]
        return facts

    @property
    def compiled(self) -> Compiled:
        """What the folder becomes; compiled once."""
        return compiled(self)

    @property
    def text(self) -> str:
        """Its manifests."""
        return text(self)

    @property
    def documents(self) -> list[Tree]:
        """Its manifests as Kubernetes reads them; do not change them."""
        return documents(self)


@cache
def compiled(case: Case, platform: str | None = None) -> Compiled:
    """What a folder becomes, on its own platform file or on another."""
    asked = Request(paths=(str(case.folder),), environment=case.environment, platform=platform, platform_objects=case.platform_objects)
    return compile_request(asked)


@cache
def text(case: Case) -> str:
    """The manifests of a case."""
    return compiled(case).yaml()


@cache
def documents(case: Case) -> list[Tree]:
    """The manifests of a case as Kubernetes reads them."""
    return read(text(case))


def read(manifests: str) -> list[Tree]:
    """The objects of a YAML stream."""
    return list(yaml.load_all(manifests, yaml.CSafeLoader))


def split(manifests: str) -> list[str]:
    """The documents of a YAML stream as they are written."""
    return re.split(r"(?m)^(?=---$)", manifests)[1:]


def environments(folder: Path) -> set[str]:
    """The environments that the files of a folder name: inside, or by a file beside a blueprint."""
    files = {file: tomllib.loads(file.read_text()) for file in folder.glob("*.toml")}
    inside = {name for tree in files.values() for app in (tree, *tree.get("apps", {}).values()) for name in app.get("environments", ())}
    return inside | {file.stem.rpartition(".")[2] for file in files if "." in file.stem}


PLAIN = [Case(system) for system in SYSTEMS]
CASES = [case for one in PLAIN for case in (one, *(Case(one.system, name) for name in sorted(environments(one.folder))))]
WITH_PLATFORM = [Case(system, platform_objects=True) for system in SYSTEMS]


def summary(pod: Pod) -> Tree:
    """A pod in the words of `facts/`."""
    app = pod.spec["containers"][0]
    return {
        "kind": pod.workload["kind"],
        "replicas": at(pod.workload, "spec", "replicas"),
        "image": app["image"],
        "ports": [port["containerPort"] for port in app.get("ports", ())],
        "env": variables(app),
        "readiness": probe(app, "readinessProbe"),
        "requests": at(app, "resources", "requests"),
        "memory_limit": at(app, "resources", "limits", "memory"),
        "user": at(app, "securityContext", "runAsUser") or at(pod.spec, "securityContext", "runAsUser"),
        "volumes": {path: kind for path, kind in volumes(pod, app) if path != "/tmp"},  # noqa: S108 - the path is in a pod.
        "init": {init["name"]: {"image": init["image"], "env": variables(init)} for init in pod.spec.get("initContainers", ())},
    }


def variables(container: Tree) -> dict[str, Any]:
    """The environment of a container: values, and what others are read from."""
    return {told["name"]: told["value"] if "value" in told else _source(told["valueFrom"]) for told in container.get("env", ())}


def _source(told: Tree) -> Tree:
    secret, field = told.get("secretKeyRef"), told.get("fieldRef")
    if secret:
        return {"secret": secret["name"], "key": secret["key"]}
    return {"field": field["fieldPath"]} if field else told


def probe(container: Tree, which: str) -> Tree | None:
    """What a probe asks, with its port by number."""
    asked = container.get(which) or {}
    numbers = {port["name"]: port["containerPort"] for port in container.get("ports", ())}
    for kind, field in (("http", "httpGet"), ("grpc", "grpc"), ("tcp", "tcpSocket"), ("exec", "exec")):
        if told := asked.get(field):
            port = {"port": numbers.get(told["port"], told["port"])} if "port" in told else {}
            headers = {"headers": {each["name"]: each["value"] for each in told["httpHeaders"]}} if "httpHeaders" in told else {}
            return {"kind": kind, **({"path": told["path"]} if "path" in told else {}), **port, **headers}
    return None


def volumes(pod: Pod, container: Tree) -> Iterator[tuple[str, str]]:
    """Where a container mounts scratch space ("scratch") and claims (their size)."""
    claims = {claim["metadata"]["name"]: claim["spec"] for claim in at(pod.workload, "spec", "volumeClaimTemplates") or ()}
    scratch = {volume["name"] for volume in pod.spec.get("volumes", ()) if "emptyDir" in volume}
    for mount in container.get("volumeMounts", ()):
        if mount["name"] in scratch:
            yield mount["mountPath"], "scratch"
        elif mount["name"] in claims:
            yield mount["mountPath"], at(claims[mount["name"]], "resources", "requests", "storage")
