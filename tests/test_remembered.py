"""A remembered property is worked out once an instance, and only when it is read."""

from collections import Counter

from rocksolid.system.remembered import remembered


class Town:
    """Counts how often it is asked."""

    def __init__(self, name: str) -> None:
        """Nobody has asked yet."""
        self.name = name
        self.asked = Counter[str]()

    @remembered
    def sign(self) -> str:
        """What stands beside the road."""
        self.asked["sign"] += 1
        return f"welcome to {self.name}"

    @remembered
    def nothing(self) -> None:
        """A value that is not there."""
        self.asked["nothing"] += 1


def test_it_is_worked_out_when_it_is_read_and_once() -> None:
    """Whoever reads it first has it worked out; whoever reads it again gets what was kept, also where that is None."""
    town = Town("Bern")
    assert not town.asked
    assert (town.sign, town.sign) == ("welcome to Bern",) * 2
    for _ in range(2):
        town.nothing  # noqa: B018  Reading it is what is tested.
    assert town.asked == {"sign": 1, "nothing": 1}


def test_each_instance_keeps_its_own() -> None:
    """What one instance keeps is not what another one has, and taken out of its `__dict__` it is worked out again."""
    bern, genf = Town("Bern"), Town("Genf")
    assert (bern.sign, genf.sign) == ("welcome to Bern", "welcome to Genf")
    bern.name = "Basel"
    assert bern.sign == "welcome to Bern"
    del bern.__dict__["sign"]
    assert bern.sign == "welcome to Basel"


def test_it_is_documented_as_its_function() -> None:
    """Help shows the docstring of the function that works it out."""
    assert vars(Town)["sign"].__doc__ == "What stands beside the road."
