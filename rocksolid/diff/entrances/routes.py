"""Addresses that go and come, and those that are answered by another way, with or without encryption, or by somebody else."""

from collections.abc import Iterator, Mapping

import attrs

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.entrances.addresses import Address, Way, addresses
from rocksolid.diff.sides import Sides, title
from rocksolid.diff.words import listed
from rocksolid.manifest.paths import text
from rocksolid.verify.document import get

ISSUERS = ("cert-manager.io/cluster-issuer", "cert-manager.io/issuer")
"""The annotations that name who signs the certificate of an Ingress."""
Ways = Mapping[Address, list[Way]]


@attrs.frozen
class Said:
    """A sentence about an address `{}`, the way out, and whose it is."""

    effect: Effect
    subject: str
    sentence: str
    hint: str = ""


KEEP = "keep the old address beside the new one until nobody calls it any more"


def routes(sides: Sides) -> Iterator[Change]:
    """Yield what becomes of the addresses, the same of several of them in one line."""
    old, new = sides.old.once(addresses), sides.new.once(addresses)
    found: dict[Said, list[str]] = {}
    for address in dict.fromkeys((*old, *new)):
        for said in _said(address, old, new):
            found.setdefault(said, []).append(address.text())
    for said, some in found.items():
        yield Change("entrances", said.effect, said.subject, said.sentence.format(listed(some)), said.hint)
    yield from _issuers(sides)


def _said(address: Address, old: Ways, new: Ways) -> Iterator[Said]:
    if address not in new:
        if not any(other.covers(address) for other in new):
            left = listed(other.text() for other in new if address.covers(other))
            sentence = "no longer answers at {}" + (f", but at {left}" if left else "") + ": whoever calls it is cut off"
            yield Said("disrupts", _subject(old[address]), sentence, KEEP)
    elif address not in old:
        if not any(other.covers(address) for other in old):
            yield Said("weakens", _subject(new[address]), "answers at {} now, which is open to the outside")
    else:
        yield from _ways(old[address], new[address])


def _subject(ways: list[Way]) -> str:
    return min(title(way.route) for way in ways)


def _ways(old: list[Way], new: list[Way]) -> Iterator[Said]:
    subject = _subject(new)
    before, after = ({name for way in ways for name, _ in way.by} for ways in (old, new))
    if before - after:
        instead = f", but by {listed(after - before)}" if after - before else ""
        sentence = f"{{}} is no longer served by {listed(before - after)}{instead}: visitors still come to the old one, as their DNS says"
        yield Said("disrupts", subject, _escaped(sentence), "serve it by both until DNS leads to the new one")
    elif after - before:
        yield Said("weakens", subject, _escaped(f"{{}} is served by {listed(after - before)} as well"))
    else:
        yield from _listeners(subject, old, new)
        was, now = (any(way.encrypted for way in ways) for ways in (old, new))
        if was != now:
            words = "{} is encrypted (TLS) now" if now else "{} is no longer encrypted (TLS)"
            yield Said("strengthens" if now else "weakens", subject, words)
    were, are = (frozenset[str]().union(*(way.services for way in ways)) for ways in (old, new))
    if were != are:
        yield Said("changes", subject, _escaped(f"{{}} led to {_services(were)}, leads to {_services(are)} now"))


def _listeners(subject: str, old: list[Way], new: list[Way]) -> Iterator[Said]:
    """Yield the listeners of a Gateway that no longer take an address in, and those that do from now on; no name means all of them."""
    before, after = ({one for way in ways for one in way.by} for ways in (old, new))
    for name in sorted({name for name, _ in before ^ after}):
        were, are = ({listener for other, listener in some if other == name} for some in (before, after))
        if "" in are:
            words = f"{{}} comes in by every listener of {name}, also by those without TLS, no longer by {listed(were)} alone"
            yield Said("weakens", subject, _escaped(words))
        elif "" in were:
            yield Said("strengthens", subject, _escaped(f"{{}} comes in by {listed(are)} of {name} alone, no longer by every listener"))
        elif were - are:
            words = f"{{}} came in by {listed(were)} of {name}, comes in by {listed(are)} now: who calls the old listener is cut off"
            yield Said("disrupts", subject, _escaped(words))
        else:
            yield Said("weakens", subject, _escaped(f"{{}} comes in by {listed(are - were)} of {name} as well"))


def _issuers(sides: Sides) -> Iterator[Change]:
    for old, new in sides.changed:
        was, now = (_issuer_of(one.content) for one in (old, new))
        if new.kind == "Ingress" and was != now:
            said = f"its certificate was signed by {was or 'nobody'}, is signed by {now or 'nobody'} from now on"
            yield Change("entrances", "changes", title(new), said, path=text(("metadata", "annotations")))


def _issuer_of(content: Mapping[str, object]) -> str:
    return next((str(name) for key in ISSUERS if (name := get(content, "metadata", "annotations", key))), "")


def _services(some: frozenset[str]) -> str:
    return listed(f"Service {name}" for name in some) or "no Service"


def _escaped(sentence: str) -> str:
    """Return a sentence with the braces of names doubled, but for the place of the addresses."""
    return sentence.replace("{", "{{").replace("}", "}}").replace("{{}}", "{}", 1)
