"""What a server refuses in a Namespace: levels of the Pod Security Standards that there are not."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import table
from rocksolid.verify.server.formats import shown
from rocksolid.verify.server.refusal import Refusal

LEVELS = ("privileged", "baseline", "restricted")
MODES = ("audit", "enforce", "warn")
_PREFIX = "pod-security.kubernetes.io/"
_VERSION = re.compile(r"latest|v1\.(?:0|[1-9][0-9]*)", re.ASCII)


def namespace(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a Namespace."""
    labels, path = table(one, "metadata", "labels"), ("metadata", "labels")
    for key in (f"{_PREFIX}{mode}" for mode in MODES):
        level, version = labels.get(key), labels.get(f"{key}-version")
        if isinstance(level, str) and level not in LEVELS:
            yield Refusal((*path, key), f"{shown(level)} must be {', '.join(LEVELS[:-1])} or {LEVELS[-1]}")
        if isinstance(version, str) and not _VERSION.fullmatch(version):
            yield Refusal((*path, f"{key}-version"), f"{shown(version)} must be latest, or a version as v1.36")
