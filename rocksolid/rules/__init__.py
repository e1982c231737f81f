"""The table of contents of what rocksolid writes: one rule a concern, none of which knows another."""

from collections.abc import Callable, Iterator

from rocksolid.manifest.part import Part
from rocksolid.rules.cilium import cilium
from rocksolid.rules.config import config
from rocksolid.rules.disruption import disruption
from rocksolid.rules.exposure import exposure
from rocksolid.rules.extra import extra
from rocksolid.rules.files import files
from rocksolid.rules.health import health
from rocksolid.rules.identity import identity
from rocksolid.rules.job import job
from rocksolid.rules.lifecycle import lifecycle
from rocksolid.rules.network import network
from rocksolid.rules.observability import observability
from rocksolid.rules.placement import placement
from rocksolid.rules.resources import resources
from rocksolid.rules.rollout import rollout
from rocksolid.rules.scaling import scaling
from rocksolid.rules.scratch import scratch
from rocksolid.rules.security import security
from rocksolid.rules.service import service
from rocksolid.rules.volumes import volumes
from rocksolid.rules.waivers import waivers
from rocksolid.rules.workload import workload
from rocksolid.system.resolve import System

Rule = Callable[[System], Iterator[Part]]

RULES: tuple[Rule, ...] = (
    workload,
    service,
    network,
    cilium,
    exposure,
    observability,
    identity,
    health,
    lifecycle,
    rollout,
    placement,
    disruption,
    scaling,
    job,
    security,
    waivers,
    resources,
    config,
    files,
    scratch,
    volumes,
    extra,
)
"""What every app becomes; the order has no meaning."""
