"""Who a workload is to the cluster: its account, and the token that proves it."""

from typing import Any

from rocksolid.language.identity import Token
from rocksolid.system.workload import Workload

API_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
"""Where client libraries of the Kubernetes API look for a token."""
OTHERS_FOLDER = "/var/run/secrets/tokens"
"""Where the manual of Kubernetes mounts a token for somebody else."""
TOKEN_VOLUME = "service-account-token"  # noqa: S105 (the name of a volume)
READABLE = 0o444
"""The kubelet narrows a token to 0600 for the one user of all containers, or 0640 for the fsGroup; where neither is known, as with
`user = "image"`, this mode is what the process gets, and that of the certificate and namespace always is."""


def account(w: Workload) -> str:
    """Return the ServiceAccount that the pods run under."""
    return w.app.identity.account or w.name


def token(w: Workload) -> Token | None:
    """Return the token that is mounted: the one that is written, else one for the Kubernetes API where the app has rights there."""
    identity = w.app.identity
    return identity.token or (Token() if identity.api else None)


def token_volume(found: Token) -> dict[str, Any]:
    """Return the projected volume of a token: for the Kubernetes API, with the certificate and the namespace that clients expect."""
    audience = {"audience": found.audience} if found.audience else {}
    sources: list[dict[str, Any]] = [{"serviceAccountToken": {**audience, "expirationSeconds": found.expires, "path": "token"}}]
    if not found.audience:
        namespace = {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
        sources.append({"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}})
        sources.append({"downwardAPI": {"items": [namespace]}})
    return {"name": TOKEN_VOLUME, "projected": {"defaultMode": READABLE, "sources": sources}}


def mounts(w: Workload, container: str) -> list[dict[str, Any]]:
    """Return the mount of the token in a container ("" for the app's own), none where the container does not see it."""
    held = token(w)
    if not held or (container or w.main) not in (held.containers or (w.main,)):
        return []
    path = held.path or (OTHERS_FOLDER if held.audience else API_FOLDER)
    return [{"name": TOKEN_VOLUME, "mountPath": path, "readOnly": True}]


def api_rules(w: Workload) -> list[dict[str, Any]]:
    """Return the rules of the app's Role."""
    return [
        {
            "apiGroups": list(rule.groups),
            "resources": list(rule.resources),
            **({"resourceNames": list(rule.names)} if rule.names else {}),
            "verbs": list(rule.verbs),
        }
        for rule in w.app.identity.api
    ]
