"""The tables that say what runs in a container: probes, variables, files, scratch space, resources, hardening."""

from collections.abc import Mapping
from typing import Literal

from rocksolid.language.peers import Port
from rocksolid.language.table import NOTHING, table
from rocksolid.language.types import (
    AbsolutePath,
    Bytes,
    Capability,
    Cpu,
    DataKey,
    GroupId,
    Image,
    Mode,
    Name,
    ObjectName,
    Plain,
    PodField,
    PortName,
    PortRefs,
    Positive,
    RelativePath,
    Seccomp,
    Seconds,
    SourcePath,
    UrlPath,
    UserId,
    VariableName,
)

ProbeKind = Literal["http", "grpc", "tcp", "exec", "none"]
ResourceField = Literal[
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
]


@table
class Question:
    """What the kubelet asks a container."""

    kind: ProbeKind | None = None
    """How it is asked; without it the other words tell: `path` http, `service` grpc, `command` exec, else tcp."""
    path: UrlPath | None = None
    """The path of an http probe."""
    port: PortRefs = PortRefs(())
    """The port that is asked; without it, the one that is called like the kind (`http`, `grpc`), else the first TCP port."""
    headers: Mapping[str, str] = NOTHING
    """Headers of an http probe."""
    scheme: Literal["HTTP", "HTTPS"] | None = None
    """The scheme of an http probe, without it `"HTTP"`; certificates are not checked."""
    service: str | None = None
    """The service name that a grpc probe asks for."""
    command: tuple[str, ...] = ()
    """The command of an exec probe: exit code 0 is well."""
    reason: str | None = None
    """Why there is no probe; required for `kind = "none"`."""


@table
class Probe(Question):
    """A question, and when it is asked."""

    delay: Seconds | None = None
    """Time before the first question; becomes `initialDelaySeconds`."""
    period: Seconds | None = None
    """Time between two questions; becomes `periodSeconds`."""
    timeout: Seconds | None = None
    """Time for an answer; becomes `timeoutSeconds`. A default is never longer than a `period` that the author wrote."""
    failures: Positive | None = None
    """Failures in a row that count; becomes `failureThreshold`."""
    successes: Positive | None = None
    """Successes in a row that count after a failure; becomes `successThreshold`. Only readiness can ask for more than one."""


@table
class Health(Question):
    """How the kubelet learns how a container is: the words of the table itself are readiness alone."""

    readiness: Probe = Probe()
    """Whether calls should come: it may look at critical dependencies."""
    liveness: Probe = Probe()
    """Whether the process must be restarted: it never looks at a neighbour."""
    startup: Probe = Probe()
    """Whether the process has started; it asks what liveness asks unless it has words of its own."""


@table
class Variable:
    """The value of an environment variable."""

    value: Plain | None = None
    """The value as it is."""
    public: bool = False
    """Says that a value under a name like `..._KEY` is no credential."""
    template: str | None = None
    """Text in which `{port:NAME}` is a port of this app."""
    secret: ObjectName | None = None
    """The Secret that holds the value."""
    config: ObjectName | None = None
    """The ConfigMap that holds the value."""
    key: DataKey | None = None
    """The key in the Secret or ConfigMap."""
    optional: bool = False
    """Whether the container may start without it."""
    field: PodField | None = None
    """A field of the pod, like `status.podIP` or `metadata.labels['KEY']`."""
    resource: ResourceField | None = None
    """A resource of this container, like `limits.memory`."""


@table
class VariableSource:
    """A Secret or ConfigMap of which every key becomes a variable."""

    secret: ObjectName | None = None
    """The Secret."""
    config: ObjectName | None = None
    """The ConfigMap."""
    prefix: VariableName | None = None
    """Put before every key."""
    optional: bool = False
    """Whether the container may start without it."""


@table
class File:
    """What is mounted at a path: one file, or a directory."""

    content: str | None = None
    """The text of the file."""
    source: SourcePath | None = None
    """A file of the project whose bytes are the content, or a directory of such files; the path starts from the blueprint's folder."""
    secret: ObjectName | None = None
    """The Secret to mount."""
    config: ObjectName | None = None
    """The ConfigMap to mount."""
    key: DataKey | None = None
    """The one key to mount, as a file; without `key` a directory is mounted."""
    items: Mapping[DataKey, RelativePath] = NOTHING
    """The keys to mount, each with its file name in the directory."""
    mode: Mode | None = None
    """Permissions; without them `"0440"` for secrets that a group of the pod may read, and `"0444"` for all else."""
    optional: bool = False
    """Whether the container may start without it."""


@table
class Scratch:
    """Space that lives as long as the pod."""

    size: Bytes | None = None
    """The limit; without it that of `/tmp`."""
    memory: bool = False
    """Whether it lies in memory, and counts as such."""
    name: Name | None = None
    """The volume's name: containers that use one name share the volume."""
    sub_path: RelativePath | None = None
    """The part of the volume that is mounted."""
    keep: bool = False
    """Whether its content matters: the autoscaler and the descheduler then leave the pod alone."""


@table
class Mount:
    """Where a container sees one of the app's volumes."""

    path: AbsolutePath
    """The directory."""
    sub_path: RelativePath | None = None
    """The part of the volume that is mounted."""


@table
class Resources:
    """What a container asks for, and what it may take."""

    cpu: Cpu | None = None
    """The cpu request."""
    memory: Bytes | None = None
    """The memory request."""
    ephemeral_storage: Bytes | None = None
    """The request of local disk."""
    cpu_limit: Cpu | None = None
    """The cpu limit: none unless written, because throttling helps nobody on a node that has cpu to spare."""
    memory_limit: Bytes | None = None
    """The memory limit; without it, equal to a `memory` that the author wrote."""
    ephemeral_storage_limit: Bytes | None = None
    """The limit of local disk."""


@table
class Security:
    """What a container runs as, and what it may do."""

    user: UserId | None = None
    """The user id; `"image"` leaves user, group and fsGroup to the image. With volumes, the app itself must say it. 0 needs a waiver."""
    group: GroupId | None = None
    """The group id. With volumes, the app itself must say it."""
    fs_group: GroupId | None = None
    """The group that owns claims and secret files, of the pod as a whole; without it, `group`."""
    writable_root: bool = False
    """Whether the root file system may be written: needs a waiver."""
    capabilities: tuple[Capability, ...] = ()
    """Capabilities to add; all others are dropped. Any but `NET_BIND_SERVICE` needs a waiver."""
    seccomp: Seccomp | None = None
    """`"RuntimeDefault"`, or the path of a profile below the kubelet's seccomp folder on the node; `"Unconfined"` needs a waiver."""


@table
class Container:
    """A container beside the app's own."""

    when: Literal["before", "beside"]
    """`"before"` runs to its end before the app starts; `"beside"` starts before the app and runs as long as it."""
    image: Image | None = None
    """The image; without it, the app's."""
    command: tuple[str, ...] = ()
    """Replaces the image's entry point."""
    args: tuple[str, ...] = ()
    """Replaces the image's arguments."""
    env: Mapping[VariableName, Variable] = NOTHING
    """Environment variables; those of the app's dependencies are there as well."""
    env_from: tuple[VariableSource, ...] = ()
    """Secrets and ConfigMaps of which every key becomes a variable."""
    ports: Mapping[PortName, Port] = NOTHING
    """Ports; they join the app's own."""
    health: Health = Health()
    """Probes; a container that runs beside has none unless it has words."""
    resources: Resources = Resources()
    """Requests and limits."""
    files: Mapping[AbsolutePath, File] = NOTHING
    """Files to mount."""
    scratch: Mapping[AbsolutePath, Scratch] = NOTHING
    """Scratch space beside `/tmp`."""
    volumes: Mapping[Name, Mount] = NOTHING
    """Volumes of the app that this container mounts as well."""
    security: Security = Security()
    """Hardening: user, group and seccomp are as the app's own unless written here; what the app relaxes is not relaxed here."""
