"""Rendered objects as texts, and what is said about them, said at the line of the author that decided it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from rocksolid.check.codes import INSTEAD, OUR_MISTAKE, REFUSED
from rocksolid.check.elsewhere import ELSEWHERE
from rocksolid.check.pasted import pasted
from rocksolid.check.written import Area, beside, is_extra, is_touched, passed_on, written
from rocksolid.finding import Finding, Place, Spot
from rocksolid.language.layers import DecidedSpot
from rocksolid.language.source import SourceSpot
from rocksolid.language.trees import steps
from rocksolid.manifest.assemble import Object
from rocksolid.system.workload import METADATA, Workload
from rocksolid.verify import cluster as rendered_cluster
from rocksolid.verify.cluster import TEMPLATES
from rocksolid.verify.document import Text, YamlSpot, get
from rocksolid.verify.resource import Resource

Deciding = tuple[Text, Area]
"""An area of one object, by its text."""
_MAKING_PODS = frozenset(kind for _, kind in TEMPLATES)


@attrs.frozen(eq=False, slots=False)
class Rendered:
    """The objects of a system as texts, one each, and for which app each was written (None: the platform)."""

    objects: Mapping[Text, Object]
    authors: Mapping[Text, Workload | None]

    def author(self, resource: Resource) -> Workload | None:
        """Return the app for which an object was written."""
        return self.authors[resource.document.text]

    def owner(self, resource: Resource) -> Workload | None:
        """Return the app that an object belongs to; what its author passes on, and pods that are not its own, belong to none."""
        return self._owners[resource.document.text]

    def apps(self, cluster: rendered_cluster.Cluster) -> dict[rendered_cluster.Workload, Workload]:
        """Return the apps by their rendered pods."""
        return {pods: w for pods in cluster.workloads if (w := self.owner(pods.resource))}

    def is_passed_on(self, spot: YamlSpot) -> bool:
        """Return whether a place is in an object that an author passes on."""
        return is_extra(self.objects[spot.document.text])

    def touched(self, w: Workload) -> list[Text]:
        """Return the objects of an app that an author wrote over."""
        return [text for text in self._touched if self.authors[text] is w and not is_extra(self.objects[text])]

    def blamed(self, finding: Finding, deciding: Iterable[Deciding] = ()) -> Finding:
        """Return a finding at the line that decided it; one about rendered YAML has the rendered line beside it.

        What an author wrote over a field counts before all words. `deciding` are the areas that a finding depends on, besides its places.
        """
        places = [one for one in (finding.spot, *(other for other, _ in finding.related)) if isinstance(one, YamlSpot)]
        own = ((one.document.text, one.path) for one in places)
        if found := self._spots((*own, *deciding)) or self._spots(self._elsewhere(finding, places)) or self._beside(finding):
            return self._written_over(finding, found)
        related = (*_shown(finding.spot), *((self._or_decided(other), text) for other, text in finding.related))
        decided = self._decided(finding.spot)
        return attrs.evolve(finding, spot=decided, related=related) if decided else finding

    def _written_over(self, finding: Finding, found: Sequence[Spot]) -> Finding:
        """Return a finding at the first of some lines of authors, with the others beside it."""
        others = [(self._or_decided(spot), text) for spot, text in finding.related]
        others += [(spot, "this is written over it, too") for spot in found[1:]]
        once = {spot.place(): (spot, text) for spot, text in reversed(others)}
        once.pop(found[0].place(), None)
        hint = INSTEAD[finding.code] if finding.hint == OUR_MISTAKE else pasted(finding.hint, found[0])
        return attrs.evolve(
            finding, spot=_key(finding.spot, found[0]), hint=hint, related=(*_shown(finding.spot), *reversed(once.values()))
        )

    def _spots(self, deciding: Iterable[Deciding]) -> list[Spot]:
        """Return where authors wrote over some areas, each line once; of what is passed on, and not written over, its first area."""
        found: dict[Place, Spot] = {}
        extra: dict[Text, Spot | None] = {}
        for text, area in deciding if self._touched else ():
            one, w = self.objects[text], self.authors[text]
            spots = list(written(one, w, area)) if w and text in self._touched else []
            for spot in spots:
                found.setdefault(spot.place(), spot)
            if w and is_extra(one):
                extra[text] = None if spots else extra[text] if text in extra else passed_on(one, w, area)
        return [*found.values(), *(spot for spot in extra.values() if spot)]

    @cached_property
    def _owners(self) -> Mapping[Text, Workload | None]:
        return {text: w if w and _belongs(self.objects[text], w) else None for text, w in self.authors.items()}

    @cached_property
    def _touched(self) -> Mapping[Text, Object]:
        return {text: one for text, one in self.objects.items() if is_touched(one)}

    def _elsewhere(self, finding: Finding, places: Iterable[YamlSpot]) -> Iterator[Deciding]:
        """Yield what a finding depends on in the other objects of the apps that it is about."""
        areas = ELSEWHERE.get(finding.code, {})
        for w in dict.fromkeys(self.authors[one.document.text] for one in places if areas):
            for text in self.touched(w) if w else ():
                yield from ((text, area) for area in areas.get(self.objects[text].ref.kind, ()))

    def _beside(self, finding: Finding) -> list[Spot]:
        """Return where an author wrote over what contradicts a field that the server refuses, and that nobody wrote over."""
        if not (isinstance(finding.spot, YamlSpot) and finding.code in REFUSED and finding.spot.document.text in self._touched):
            return []
        found = beside(self.objects[finding.spot.document.text], finding.spot.path, finding.message.rpartition(": ")[2])
        return [found] if found else []

    def _or_decided(self, spot: Spot) -> Spot:
        """Return where an author wrote over a rendered field, or which word decided it."""
        over = self._spots([(spot.document.text, spot.path)]) if isinstance(spot, YamlSpot) else []
        return over[0] if over else self._decided(spot) or spot

    def _decided(self, spot: Spot | None) -> Spot | None:
        """Return the app's own word that a rendered field comes from, of several the one that says least else; or else its name."""
        if not (isinstance(spot, YamlSpot) and (w := self.authors[spot.document.text])):
            return None
        words = [word for word in self._because(spot) if word not in METADATA and w.layers.wrote(word)]
        return w.layers.at(tuple(steps(max(words, key=lambda word: word.count("."), default="name"))))

    def _because(self, spot: YamlSpot) -> list[str]:
        """Return the words that a rendered field depends on; none for one that is missing, because no word decided that."""
        one = self.objects[spot.document.text]
        origins = [] if get(one.content, *spot.path) is None else one.origins(spot.path)
        return [word for origin in origins for word in origin.because]


def _belongs(one: Object, w: Workload) -> bool:
    return one.ref == w.controller if one.ref.kind in _MAKING_PODS else not is_extra(one)


def _key(rendered: Spot | None, spot: Spot) -> Spot:
    """Return where an author wrote a field, or its key where that is what is wrong in the rendered one."""
    if (
        isinstance(rendered, YamlSpot)
        and rendered.key
        and isinstance(spot, SourceSpot | DecidedSpot)
        and rendered.path[-1:] == spot.path[-1:]
    ):
        return attrs.evolve(spot, key=True)
    return spot


def _shown(spot: Spot | None) -> tuple[tuple[Spot, str], ...]:
    """Return the rendered line of a finding, as something beside it."""
    return ((spot, f"of {spot.document.text.name}, as rendered"),) if isinstance(spot, YamlSpot) else ()
