"""What an app needs of its platform, and the platform file does not say."""

from collections.abc import Mapping

from rocksolid.finding import Finding
from rocksolid.language.peers import ClusterPart
from rocksolid.system.workload import Workload

_PLACES: Mapping[ClusterPart, tuple[str, str]] = {
    "api": ("Kubernetes API is", '[network]\napi_server = [{ cidr = "10.0.0.10/32", port = 6443 }]'),
    "node": ("nodes are", '[network]\nnodes = ["10.0.0.0/16"]'),
    "identity": ("cloud's login address is", '[network]\nidentity = [{ cidr = "169.254.169.254/32", port = 80 }]'),
}
"""Parts of the cluster that only the platform file can place, and how it does."""


def place_unknown(w: Workload, part: ClusterPart, path: tuple[str | int, ...]) -> Finding:
    """Return the error that the platform file does not say where a part of the cluster is."""
    what, example = _PLACES[part]
    return unknown_to_the_platform(w, path, f"where the {what}", example)


def unknown_to_the_platform(w: Workload, path: tuple[str | int, ...], what: str, example: str) -> Finding:
    """Return the error that the platform file does not say something that an app needs."""
    return Finding(
        "platform-lacks", "error", f"the platform file does not say {what}", w.layers.at(path), f"add to platform.toml:\n{example}"
    )
