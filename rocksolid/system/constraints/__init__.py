"""What the words of one blueprint say about each other: every contradiction is refused at its line."""

from collections.abc import Callable, Iterator

from rocksolid.finding import Finding
from rocksolid.language.platforms import PlatformFile
from rocksolid.system.constraints.annotations import annotations
from rocksolid.system.constraints.config import config
from rocksolid.system.constraints.credentials import credentials
from rocksolid.system.constraints.dependencies import dependencies
from rocksolid.system.constraints.disruption import disruption
from rocksolid.system.constraints.exposure import exposure
from rocksolid.system.constraints.extra import extra
from rocksolid.system.constraints.files import files
from rocksolid.system.constraints.health import health
from rocksolid.system.constraints.identity import identity
from rocksolid.system.constraints.image_pull import image_pull
from rocksolid.system.constraints.labels import labels
from rocksolid.system.constraints.lifecycle import lifecycle
from rocksolid.system.constraints.mounts import mounts
from rocksolid.system.constraints.names import names
from rocksolid.system.constraints.network import network
from rocksolid.system.constraints.observability import observability
from rocksolid.system.constraints.outages import outages
from rocksolid.system.constraints.placement import placement
from rocksolid.system.constraints.platform import platform
from rocksolid.system.constraints.ports import ports
from rocksolid.system.constraints.repeats import repeats
from rocksolid.system.constraints.resources import resources
from rocksolid.system.constraints.rollout import rollout
from rocksolid.system.constraints.scaling import scaling
from rocksolid.system.constraints.schedule import schedule
from rocksolid.system.constraints.security import security
from rocksolid.system.constraints.service import service
from rocksolid.system.constraints.shape import shape
from rocksolid.system.constraints.volumes import volumes
from rocksolid.system.constraints.waivers import waivers
from rocksolid.system.workload import Workload

Constraint = Callable[[Workload], Iterator[Finding]]
PlatformConstraint = Callable[[PlatformFile], Iterator[Finding]]

CONSTRAINTS: tuple[Constraint, ...] = (
    shape,
    ports,
    health,
    outages,
    lifecycle,
    rollout,
    placement,
    disruption,
    scaling,
    schedule,
    config,
    credentials,
    files,
    mounts,
    volumes,
    resources,
    security,
    network,
    dependencies,
    exposure,
    observability,
    identity,
    labels,
    waivers,
    names,
    repeats,
    annotations,
    service,
    image_pull,
    extra,
)
"""Every constraint on one app; the order has no meaning."""
PLATFORM_CONSTRAINTS: tuple[PlatformConstraint, ...] = (platform,)
"""Every constraint on one platform file."""
