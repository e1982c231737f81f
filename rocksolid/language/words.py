"""The words of an app as Python's editors and type checkers know them; a test holds them equal to the model's."""

from collections.abc import Mapping, Sequence
from typing import Any, Required, TypedDict

Table = Mapping[str, Any]
"""A nested table, in the words of the language."""


class Words(TypedDict, total=False):
    """The words that `App(...)` takes: those of a TOML blueprint."""

    name: Required[str]
    image: str
    kind: str
    instance: str
    component: str
    namespace: str
    replicas: int
    command: Sequence[str]
    args: Sequence[str]
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    pod_labels: Mapping[str, str]
    pod_annotations: Mapping[str, str]
    service_name: str
    headless: bool
    callers: Sequence[str | Table]
    dependencies: Sequence[str | Table]
    port: int
    ports: Mapping[str, int | Table]
    health: Table
    env: Mapping[str, str | int | float | bool | Table]
    env_from: Sequence[Table]
    files: Mapping[str, Table]
    scratch: Sequence[str] | Mapping[str, Table]
    volumes: Mapping[str, Table]
    resources: Table
    scale: Table
    expose: Table
    metrics: Table
    placement: Table
    disruption: Table
    rollout: Table
    shutdown: Table
    security: Table
    identity: Table
    image_pull: Table
    containers: Mapping[str, Table]
    schedule: Table
    job: Table
    waivers: Sequence[Table]
    override: Mapping[str, Table]
    remove: Sequence[str]
    extra: Sequence[Table]
    unset: Sequence[str]
    environments: Mapping[str, Table]
