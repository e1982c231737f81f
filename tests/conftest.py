"""What the tests of a process share, so that each does only what it is about."""

import gc
import os
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module

import pytest


def pytest_configure() -> None:
    """Let the programs that tests start keep compiled modules: else each of them compiles anew all that it imports."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """Spare the collector of garbage the tests themselves, which live to the end: to walk them took a seventh of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Read the schemas of a Kubernetes version once, as a run does, as long as they are searched for in the same way."""
    read = import_module("rocksolid.verify.schemas")
    known = lru_cache(maxsize=4)(lambda kubernetes, _: read.schemas(kubernetes))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("rocksolid.verify.checks.schema"), "schemas", lambda kubernetes: known(kubernetes, read.find_spec))
        yield
