"""Jsonnet by one of its Python bindings: `_gojsonnet` is the implementation in Go, `rjsonnet` is jrsonnet, the one in Rust."""

import json
import sys
from importlib import import_module
from pathlib import Path

PROGRAM = "std.manifestYamlStream((import '{library}').fleet((import '{data}').apps), quote_keys=false)"


def main(engine: str, data: str) -> None:
    """Print the objects of a fleet as YAML."""
    library = Path(__file__).with_name("app.libsonnet")
    said = import_module(engine).evaluate_snippet("fleet.jsonnet", PROGRAM.format(library=library, data=Path(data).resolve()))
    print(json.loads(said), end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
