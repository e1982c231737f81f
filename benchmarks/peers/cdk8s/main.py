"""cdk8s for Python: each object is an ApiObject of a chart for each app; the constructs live in a process of node."""

import json
import sys
from pathlib import Path

from cdk8s import ApiObject, App, Chart, JsonPatch

sys.path.insert(0, str(Path(__file__).parents[1]))
from plain import objects

HEAD = ("apiVersion", "kind", "metadata")


def main(data: str) -> None:
    """Print the objects of a fleet as YAML."""
    app = App()
    for parameters in json.loads(Path(data).read_text(encoding="utf-8"))["apps"]:
        chart = Chart(app, parameters["name"])
        for one in objects(parameters):
            made = ApiObject(chart, one["kind"], api_version=one["apiVersion"], kind=one["kind"], metadata=one["metadata"])
            made.add_json_patch(*(JsonPatch.add(f"/{field}", value) for field, value in one.items() if field not in HEAD))
    print(app.synth_yaml())


if __name__ == "__main__":
    main(*sys.argv[1:])
