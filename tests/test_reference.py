import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.described import app_defaults, kind_defaults, meanings, platform_defaults
from rocksolid.language.platform import Platform
from rocksolid.language.platforms import builtin_defaults
from rocksolid.language.reference import defaults, tables
from rocksolid.language.source import Tree

DOCS = Path(__file__).parents[1] / "docs"
APPS, PLATFORMS = tables(Blueprint, app_defaults(), kind_defaults()), tables(Platform, platform_defaults())


def generator() -> ModuleType:
    """Return the program that writes the pages."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES: dict[str, str] = generator().pages()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_what_the_model_says(page: str) -> None:
    """The reference is never older than the code: after a change, `make docs` writes it anew."""
    assert (DOCS / "reference" / page).read_text(encoding="utf-8") == PAGES[page]


def test_no_page_is_left_over() -> None:
    """What is not generated any more is not there any more; the one page that is measured has a test of its own."""
    assert {file.name for file in (DOCS / "reference").iterdir()} - {"performance.md"} == set(PAGES)


def leaves(tree: Tree) -> int:
    """Count the words of a tree of tables, those of inline tables as one."""
    return sum(leaves(value) if isinstance(value, dict) else 1 for value in tree.values())


def test_every_default_has_its_reason() -> None:
    """None is without a comment right above it, and none is left out."""
    found = list(defaults())
    inline = [one for one in found if one.value.startswith("{")]

    assert [one.path for one in found if not one.reason] == []
    assert len(found) + sum(one.value.count(" = ") - 1 for one in inline) == leaves(builtin_defaults()[1])


def test_every_word_says_what_it_means_and_takes() -> None:
    """A cell of the reference is never empty, but for defaults."""
    words = [word for table in (*APPS, *PLATFORMS) for word in table.words]

    assert [word.word for word in words if not (word.kind and word.meaning)] == []
    assert all(word.meaning.endswith((".", '"')) or word.meaning.endswith("`") for word in words)


def test_every_table_is_there_once() -> None:
    """One that may stand in several places is one table of the reference, with all of them."""
    assert [word.word for word in APPS[0].words] == [f"`{word}`" for word in meanings(Blueprint)]
    for reference in (APPS, PLATFORMS):
        paths = [path for table in reference for path in table.paths]
        assert len(set(paths)) == len(paths) > len(reference)


@pytest.mark.parametrize(
    ("path", "word", "default"),
    [
        ("", "replicas", "`3` for service, `3` for worker"),
        ("shutdown", "grace", "`30`"),
        ("rollout", "max_surge", "`1`, `0` for daemon"),
        ("ports.NAME", "protocol", '`"TCP"`'),
        ("volumes.NAME", "access", '`"ReadWriteOnce"`'),
        ("health.readiness", "period", "[by place](defaults.md)"),
    ],
)
def test_defaults_stand_beside_their_words(path: str, word: str, default: str) -> None:
    """Those of the model, of `defaults.toml`, and of the kinds; where places differ, the page of the defaults says how."""
    (found,) = (one for table in APPS if path in table.paths for one in table.words if one.word == f"`{word}`")

    assert found.default == default
