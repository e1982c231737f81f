"""What looks like a credential, by its name and its value, and how it is struck out of a line that is shown."""

import re
from functools import lru_cache

_LAST_WORDS = frozenset({"PASSWORD", "PASSWD", "TOKEN", "SECRET", "KEY"})
_WORDS = r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+"
_HARMLESS = (
    r"",
    r"\$\([^)]*\)",  # A reference to another variable.
    r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?",
    r"(?i:true|false)",
    r"(~|\.{1,2})?/\S*",  # A path.
    r"[A-Za-z][A-Za-z0-9+.-]*://[^@\s]*",  # A URL without user and password.
)
"""What a value may look like under any name."""
_LOGIN_URL = r"(?<=[A-Za-z0-9+.-])://[^\s/?#:@]*:(?!\$\([^)]*\)@)[^\s/?#@]+@"
"""A URL that holds a password, not a reference to one, from the end of its scheme: a search for the beginning takes forever on a long word."""
_OUR_OWN = frozenset({"secret", "key"})
"""Words of the language that are no names of variables: they refer to a Secret."""
_ASSIGNED = r"""
    (?P<name> (?<![\w.-]) [A-Za-z_][\w.-]* | "[^"]*" | '[^']*' ) \s* [=:] \s*
    (?: \{ \s* ["']?value["']? \s* [=:] \s* )?
    (?P<value> \"{3} (?:[^"]++|"(?!""))*+ "{0,3} | '{3} (?:[^']|'(?!''))* '{0,3} | " (?:[^"\\]++|\\.)*+ "? | '[^']*'? | [^\s,{}\[\]"']+ )
"""

_LISTED = r"""(?P<before> \bname["']? \s* [=:] \s* ["']? (?P<name>[\w.-]+) ["']? \s*,\s* ["']?value["']? \s* [=:] \s* ["']? ) (?P<value>[^"'}\]]+)"""
"""A variable as Kubernetes lists it, on one line."""


def words(name: str) -> list[str]:
    """Return the words of a name, whether they are parted by "_", "-" and ".", or by capitals."""
    return re.findall(_WORDS, name)


def is_credential(name: str, value: str) -> bool:
    """Return whether a variable holds a credential: its name's last word says so, and the value could be one, or it is a URL with one."""
    if re.search(_LOGIN_URL, value):
        return True
    return _is_called_so(name) and not any(re.fullmatch(form, value) for form in _HARMLESS)


@lru_cache(1024)  # The apps of a fleet have variables of the same few names.
def _is_called_so(name: str) -> bool:
    named = words(name)[-1:]
    return bool(named) and named[0].upper() in _LAST_WORDS


def struck_out(line: str) -> str:
    """Return a line of a blueprint, as long as it was, with stars for each credential in it: complaints end up in logs."""
    return re.sub(_LISTED, _struck_out, re.sub(_ASSIGNED, _struck_out, line, flags=re.VERBOSE), flags=re.VERBOSE)


def _struck_out(found: re.Match[str]) -> str:
    name, value = found["name"].strip("\"'"), found["value"]
    if name in _OUR_OWN or not is_credential(name, value.strip("\"'")):
        return found[0]
    return found[0][: -len(value)] + "*" * len(value)
