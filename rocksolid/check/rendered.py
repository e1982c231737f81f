"""Rendered objects as texts, and what the verifier says about them, said at the line of the blueprint that decided it."""

from collections.abc import Mapping

import attrs

from rocksolid.finding import Finding, Spot
from rocksolid.language.layers import steps
from rocksolid.manifest.assemble import Object
from rocksolid.system.workload import METADATA, Workload
from rocksolid.verify.document import Text, YamlSpot, get
from rocksolid.verify.resource import Resource


@attrs.frozen(eq=False)
class Rendered:
    """The objects of a system as texts, one each, and whose they are (None: the platform's)."""

    objects: Mapping[Text, Object]
    owners: Mapping[Text, Workload | None]

    def owner(self, resource: Resource) -> Workload | None:
        """Return the app that an object belongs to."""
        return self.owners[resource.document.text]

    def blamed(self, finding: Finding) -> Finding:
        """Return a finding about rendered YAML as one about the words that decided it, with the rendered line beside it."""
        spot = finding.spot
        if not isinstance(spot, YamlSpot):
            return finding
        decided = self._decided(spot)
        shown = ((spot, f"of {spot.document.text.name}, as rendered"),)
        related = tuple((self._or_decided(other), text) for other, text in finding.related)
        return attrs.evolve(finding, spot=decided, related=(*shown, *related)) if decided else finding

    def _or_decided(self, spot: Spot) -> Spot:
        return (self._decided(spot) if isinstance(spot, YamlSpot) else None) or spot

    def _decided(self, spot: YamlSpot) -> Spot | None:
        """Return the app's own word that a rendered field comes from, of several the one that says least else; or else its name."""
        w = self.owners[spot.document.text]
        if w is None:
            return None
        words = [word for word in self._because(spot) if word not in METADATA and w.layers.wrote(word)]
        return w.layers.at(tuple(steps(max(words, key=lambda word: word.count("."), default="name"))))

    def _because(self, spot: YamlSpot) -> list[str]:
        """Return the words that a rendered field depends on; none for one that is missing, because no word decided that."""
        one = self.objects[spot.document.text]
        origins = [] if get(one.content, *spot.path) is None else one.origins(spot.path)
        return [word for origin in origins for word in origin.because]
