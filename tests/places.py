import attrs
from rocksolid.finding import Place


@attrs.frozen
class At:
    """A spot whose place is known."""

    where: Place

    def place(self) -> Place:
        """Return the place."""
        return self.where
