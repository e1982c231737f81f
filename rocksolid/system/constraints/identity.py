"""An account is either the app's own or somebody else's, and a token is one that the API server gives."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.identity import token
from rocksolid.system.workload import Workload

_LEAST_SECONDS = 600
"""The API server gives no token that is valid for a shorter time."""


def identity(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with `[identity]`."""
    words = w.app.identity
    given = ("api", words.api), ("annotations", words.annotations)
    for word in [word for word, said in given if words.account and said]:
        message = f'"{words.account}" is not the app\'s own account: it takes no "{word}" from here'
        related = ((w.layers.at(("identity", "account")), "the account is named here"),)
        hint = "remove account, and the app gets one of its own"
        yield Finding("foreign-account", "error", message, w.layers.at(("identity", word), key=True), hint, related)
    for position, rule in enumerate(words.api):
        for word, said in (("groups", rule.groups), ("resources", rule.resources), ("verbs", rule.verbs)):
            if not said:
                message = f'a right without "{word}" is none'
                yield Finding("empty-list", "error", message, w.layers.at(("identity", "api", position, word)), _EXAMPLES[word])
    yield from _token(w)


_EXAMPLES = {"groups": 'groups = [""]    # the core group', "resources": 'resources = ["configmaps"]', "verbs": 'verbs = ["get"]'}


def _token(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with the token."""
    held, path = token(w), ("identity", "token")
    if not held:
        return
    if held.expires < _LEAST_SECONDS:
        message = f"a token is valid for at least 10 minutes, not {held.expires} seconds"
        yield Finding("token-expires", "error", message, w.layers.at((*path, "expires")), 'expires = "10m"')
    known = (w.main, *w.app.containers)
    for position, container in enumerate(held.containers):
        if container not in known:
            listed = ", ".join(f'"{name}"' for name in known)
            message = f'there is no container "{container}"'
            yield Finding("no-such-container", "error", message, w.layers.at((*path, "containers", position)), f"known are {listed}")
