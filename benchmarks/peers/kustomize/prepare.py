"""Writes what kustomize starts from: finished objects, which lack the namespace and one label, and the file that adds both."""

import json
import sys
from pathlib import Path
from typing import Any

from rocksolid.emit.yaml import dump_all

sys.path.insert(0, str(Path(__file__).parents[1]))
from plain import objects

MANAGED = "app.kubernetes.io/managed-by"
KUSTOMIZATION = f"""\
resources: [apps.yaml]
namespace: shop
labels:
- pairs: {{{MANAGED}: rocksolid}}
  includeTemplates: true
"""


def main(data: str, folder: str) -> None:
    """Write the folder of a fleet."""
    apps = json.loads(Path(data).read_text(encoding="utf-8"))["apps"]
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, "apps.yaml").write_text(dump_all([_lacking(one) for app in apps for one in objects(app)]), encoding="utf-8")
    Path(folder, "kustomization.yaml").write_text(KUSTOMIZATION, encoding="utf-8")


def _lacking(one: dict[str, Any]) -> dict[str, Any]:
    """Take away what kustomize adds."""
    del one["metadata"]["namespace"]
    for holder in (one, one.get("spec", {}).get("template")):
        if holder:
            del holder["metadata"]["labels"][MANAGED]
    return one


if __name__ == "__main__":
    main(*sys.argv[1:])
