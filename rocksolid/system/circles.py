"""Circles in a graph: groups of nodes in which each leads to each; a node on no circle is a group of its own."""

from collections.abc import Iterator, Sequence


def groups(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the groups of a graph, each after all others that it leads to, in linear time; `successors` are those of each node.

    The algorithm is Tarjan's, without recursion: chains of thousands of apps are no reason to fail.
    """
    search = _Search(successors)
    for root in range(len(successors)):
        if root not in search.entered:
            search.walk(root)
    return search.found


class _Search:
    """A walk over a graph, depth first: `entered` numbers the nodes, `least` is the lowest number on a circle with each."""

    def __init__(self, successors: Sequence[Sequence[int]]) -> None:
        """Begin with nothing seen."""
        self._successors = successors
        self._open: dict[int, None] = {}  # In no group yet, in the order in which they were entered.
        self.entered: dict[int, int] = {}
        self.least: dict[int, int] = {}
        self.found: list[list[int]] = []

    def walk(self, root: int) -> None:
        """Find the groups of all nodes that a new one leads to."""
        trail = [(root, self._enter(root))]
        while trail:
            node, rest = trail[-1]
            for other in rest:
                if other not in self.entered:
                    trail.append((other, self._enter(other)))
                    break
                if other in self._open:
                    self.least[node] = min(self.least[node], self.entered[other])
            else:
                trail.pop()
                self._leave(node)
                if trail:
                    before = trail[-1][0]
                    self.least[before] = min(self.least[before], self.least[node])

    def _enter(self, node: int) -> Iterator[int]:
        self.entered[node] = self.least[node] = len(self.entered)
        self._open[node] = None
        return iter(self._successors[node])

    def _leave(self, node: int) -> None:
        """Close the group of a node that nothing entered before it is on a circle with."""
        if self.least[node] == self.entered[node]:
            group = [self._open.popitem()[0]]
            while group[-1] != node:
                group.append(self._open.popitem()[0])
            self.found.append(group)
