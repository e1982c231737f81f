"""The table of contents of what belongs to the platform and to no app: loaded only when somebody asks for it."""

from rocksolid.rules import Rule
from rocksolid.rules.descheduler import descheduler
from rocksolid.rules.descheduler_access import descheduler_access
from rocksolid.rules.namespace import namespace

PLATFORM_RULES: tuple[Rule, ...] = (
    namespace,
    descheduler,
    descheduler_access,
)
"""What belongs to the platform; the order has no meaning."""
