"""How differences are put together for people: the same sentence about several objects is one line."""

from rocksolid.diff.change import Change
from rocksolid.diff.output.groups import groups, summary


def lines(*changes: Change) -> list[tuple[str, str]]:
    """The subjects and messages that are shown."""
    return [(line.subject, line.message) for group in groups(changes) for line in group.lines]


def test_one_sentence_about_several_objects_is_one_line() -> None:
    """Objects of one kind and namespace stand together, whatever stands between them; every one is named."""
    named = ["shop/Deployment/api", "shop/StatefulSet/db", "shop/Deployment/web"]
    written = {"shop/{Deployment/{api and web}, StatefulSet/db}": named}
    written |= {"shop/Deployment/{api and web}, shop/StatefulSet/db, Namespace/shop, odd": [*named, "Namespace/shop", "odd"]}

    for subject, some in written.items():
        assert lines(*(Change("objects", "changes", one, "is new") for one in some)) == [(subject, "is new")]


def test_many_objects_are_counted_in_the_end() -> None:
    """More names than apps of a system are a number."""
    ((subject, _),) = lines(*(Change("objects", "changes", f"shop/ConfigMap/a{number:02}", "is new") for number in range(20)))

    assert subject.startswith("shop/ConfigMap/{a00, a01, ")
    assert subject.endswith(" and 8 others}")


def test_a_container_of_the_name_of_its_app_is_no_difference() -> None:
    """That the containers of three apps have three names makes no three sentences; where one object is meant, its name stays."""
    message = 'container "{0}": spec.containers[name={0}].image was "a", is "b"'
    api, web = (Change("images", "changes", f"shop/Deployment/{name}", message.format(name)) for name in ("api", "web"))

    assert lines(api, web) == [("shop/Deployment/{api and web}", message.format("*"))]
    assert lines(api) == [("shop/Deployment/api", message.format("api"))]


def test_what_is_not_the_same_stays_apart() -> None:
    """Another effect, topic, message or hint is another line, and so is every call."""
    same = Change("updates", "changes", "shop/Deployment/api", "rolls")
    others = (
        Change("updates", "weakens", "shop/Deployment/web", "rolls"),
        Change("images", "changes", "shop/Deployment/web", "rolls"),
        Change("updates", "changes", "shop/Deployment/web", "stops"),
        Change("updates", "changes", "shop/Deployment/web", "rolls", "wait"),
    )
    calls = [Change("calls", "weakens", f"shop/{name} => shop/db", "TCP 5432 opens") for name in ("api", "web")]

    assert all(len(lines(same, other)) == 2 for other in others)
    assert len(lines(*calls)) == 2


def test_the_summary_counts_what_is_shown() -> None:
    """Lines are counted, fields apart from what they mean."""
    rolls = [Change("updates", "changes", f"shop/Deployment/{name}", "rolls") for name in ("api", "web")]
    fields = [Change("fields", "changes", f"shop/Deployment/{name}", "spec.replicas was 1, is 2") for name in ("api", "web")]

    assert summary(list(groups([*rolls, *fields]))) == "1 difference (1 other), 1 field"
    assert summary(list(groups(fields))) == "1 field differs"
    assert summary(list(groups([*fields, Change("fields", "changes", "a", "b")]))) == "2 fields differ"
    assert summary([]) == "no differences"
