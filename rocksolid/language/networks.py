"""How networks and hosts are read."""

import re
from typing import Any

from rocksolid.language.values import DNS_LABEL, WrongValueError, wrong_type

WELL_KNOWN = frozenset(
    {
        *("0.0.0.0/0", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "169.254.169.254/32", "172.16.0.0/12", "192.168.0.0/16"),
        *("::/0", "fc00::/7", "fe80::/10"),
    }
)
"""Networks that are known to be written right: most runs name no others, and need no module that reads them."""


def cidr(value: Any) -> str:
    """Return a network in canonical form: since 1.36 the API server refuses host bits in a policy's ipBlock."""
    if type(value) is not str:
        raise wrong_type('a network like "10.0.0.0/8"', value)
    if value in WELL_KNOWN:
        return value
    import ipaddress

    try:
        named = ipaddress.ip_interface(value)
    except ValueError:
        raise WrongValueError("cidr", f'"{value}" is not a network', 'write it like "10.0.0.0/8" or "203.0.113.7/32"') from None
    if str(named.network) != value:
        alone = f'"{named.ip}/{named.max_prefixlen}"'
        hint = f'use "{named.network}"' + (f", or {alone} for the one address" if f'"{named.network}"' != alone else "")
        raise WrongValueError("cidr", f'"{value}" is not written as a network', hint)
    return value


def host_hint(value: str) -> str:
    """Suggest the host that is meant by an address, a URL, or a name in capitals."""
    host = re.sub(r"^[a-z]+://|[:/].*$", "", value.lower()).replace("_", "-")
    if re.fullmatch(r"[0-9.]+", host):
        return f'name an address by cidr = "{host}/32"'
    return f'use "{host}"' if re.fullmatch(rf"(\*\.)?{DNS_LABEL}(\.{DNS_LABEL})*", host) else ""
