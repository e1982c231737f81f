"""The annotation that says in the cluster why a workload, or one of its containers, is excused from a rule: its key, written and read."""

import re

_KEY = r"waiver(?:\.(?P<container>[^./]+))?/(?P<rule>[^/]+)"
"""A prefix with more dots is somebody's domain."""


def waiver_key(rule: str, container: str | None) -> str:
    """Return `waiver/RULE` or `waiver.CONTAINER/RULE`: together the two may be longer than what stands behind the slash of a key."""
    return f"waiver.{container}/{rule}" if container else f"waiver/{rule}"


def read_waiver_key(key: str) -> tuple[str, str | None] | None:
    """Return the rule and the container that the key of an annotation names, None for any other key."""
    found = re.fullmatch(_KEY, key)
    return (found["rule"], found["container"]) if found else None
