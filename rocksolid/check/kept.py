"""What an app keeps without a promise: it is asked whether it is ready, and holds no token that it does not ask for."""

from collections.abc import Iterator

from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.rendered import Rendered
from rocksolid.finding import Finding
from rocksolid.system.probes import questions
from rocksolid.verify.cluster import Cluster

_AUTOMOUNT = ("spec", "automountServiceAccountToken")


def given_away(cluster: Cluster, rendered: Rendered) -> Iterator[Finding]:
    """Yield a warning for each container that is not asked what its words ask, and for each app whose pods get a token by default."""
    for pods, w in rendered.apps(cluster).items():
        text = pods.resource.document.text
        silent = {str(container.get("name")): path for path, container in pods.containers if "readinessProbe" not in container}
        asked = {name or w.main for name in questions(w, "readiness")} if silent else set[str]()
        for name, path in silent.items():
            if name in asked:
                message = f'nobody asks whether "{name}" is ready: "{w.name}" is called before it can answer'
                finding = Finding("readiness-lost", "warning", message, w.layers.at(("health",), key=True), OUR_MISTAKE)
                yield rendered.blamed(finding, [(text, (*pods.path, "spec", *path, "readinessProbe"))])
        if pods.spec.get("automountServiceAccountToken") is not False:
            message = f'all containers of "{w.name}" get a token of the Kubernetes API, and no word asks for it'
            finding = Finding("token-given", "warning", message, w.layers.at(("name",)), OUR_MISTAKE)
            yield rendered.blamed(finding, [(text, (*pods.path, *_AUTOMOUNT))])
