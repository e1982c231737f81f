"""The tables that say who an app is to the cluster and the cloud."""

from collections.abc import Mapping

from rocksolid.language.table import NOTHING, table
from rocksolid.language.types import AbsolutePath, LabelKey, Name, ObjectName, Seconds


@table
class Token:
    """A token of the app's account, mounted into its containers."""

    audience: str | None = None
    """Whom the token is for; without it, the Kubernetes API."""
    expires: Seconds = Seconds(3600)
    """How long it is valid; the kubelet renews it in time."""
    path: AbsolutePath | None = None
    """The directory of the file `token`; without it, where client libraries look."""
    containers: tuple[Name, ...] = ()
    """The containers that see it; without the word, the app's own."""


@table
class ApiRule:
    """Rights of the app's account in its namespace."""

    groups: tuple[str, ...] = ("",)
    """API groups; `""` is the core group."""
    resources: tuple[str, ...]
    """Resources in the plural, like `configmaps`."""
    verbs: tuple[str, ...]
    """Verbs, like `get`."""
    names: tuple[str, ...] = ()
    """The objects meant; without it, all."""


@table
class Identity:
    """Who the app is to the cluster and the cloud."""

    account: ObjectName | None = None
    """An existing ServiceAccount, instead of the app's own."""
    annotations: Mapping[LabelKey, str] = NOTHING
    """Annotations of the ServiceAccount; clouds bind their roles by them."""
    token: Token | None = None
    """A token, mounted; without it the pod has none."""
    api: tuple[ApiRule, ...] = ()
    """What the app may do with the Kubernetes API."""
