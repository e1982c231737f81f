"""What is checked on a cluster: the table of contents, one concern a file."""

from collections.abc import Callable, Iterator

from rocksolid.finding import Finding
from rocksolid.verify.checks.addresses import service_addresses
from rocksolid.verify.checks.budgets import budgets
from rocksolid.verify.checks.entrances import entrances
from rocksolid.verify.checks.governing import governing
from rocksolid.verify.checks.isolation import isolation
from rocksolid.verify.checks.name_servers import name_servers
from rocksolid.verify.checks.peers import peers
from rocksolid.verify.checks.pod_security import pod_security
from rocksolid.verify.checks.policies import selections
from rocksolid.verify.checks.policy_ports import policy_ports
from rocksolid.verify.checks.probes import probes
from rocksolid.verify.checks.routes import routes
from rocksolid.verify.checks.rules import rules
from rocksolid.verify.checks.scaling import scaling
from rocksolid.verify.checks.schema import schema
from rocksolid.verify.checks.server import server
from rocksolid.verify.checks.services import services
from rocksolid.verify.checks.target_ports import target_ports
from rocksolid.verify.cluster import Cluster

Check = Callable[[Cluster], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    budgets,
    entrances,
    governing,
    isolation,
    name_servers,
    peers,
    pod_security,
    policy_ports,
    probes,
    routes,
    rules,
    scaling,
    schema,
    selections,
    server,
    service_addresses,
    services,
    target_ports,
)
"""Every check; the order has no meaning."""
BY_OBJECT = frozenset((schema, server))
"""Those that look at each object by itself, and find nothing in most."""
