import pytest

from build import APP, compile_toml, compiled, one, template
from faultless import faultless
from judges.reach import from_outside

PORTS = APP + "ports = { http = 8080, metrics = 9100 }\n"
SCRAPED = PORTS + '[metrics]\npath = "/metricz"\ninterval = "1m30s"\n'
SCRAPER = 'scraper = [{ namespace = "monitoring", labels = { app = "prometheus" } }]\nlabels = { release = "stack", team = "watch" }\n'


def platform(kind: str) -> str:
    """A platform that scrapes in one way."""
    return f'[metrics]\nkind = "{kind}"\n{SCRAPER}'


@pytest.mark.parametrize("kind", ["annotations", "pod-monitor", "service-monitor", "none"])
def test_the_platform_chooses_how_to_scrape(kind: str) -> None:
    """Each way of scraping leaves the objects of the others out; only where nothing scrapes, the port stays closed."""
    objects = compile_toml(SCRAPED, platform(kind))
    monitors = {item["kind"] for item in objects} & {"PodMonitor", "ServiceMonitor"}
    assert monitors == {"pod-monitor": {"PodMonitor"}, "service-monitor": {"ServiceMonitor"}}.get(kind, set())
    assert ("prometheus.io/scrape" in template(objects)["metadata"].get("annotations", {})) is (kind == "annotations")
    reached = from_outside(objects, "monitoring", {"app": "prometheus"})
    assert reached == (set() if kind == "none" else {("default/app", "TCP", 9100)})
    faultless(objects)


def test_a_caller_that_metrics_shut_out_is_told() -> None:
    """Metrics on the port that callers mean leave them the others: a warning says so, unless the caller names its port."""
    ports = APP + 'ports = { http = 8080, admin = 9090 }\nmetrics.port = "http"\n'
    told = [one for one in compiled(ports + 'callers = ["web"]\n').findings if one.code == "port-for-metrics"]
    assert [one.severity for one in told] == ["warning"]
    assert '"admin"' in told[0].message
    named = compiled(ports + 'callers = [{ app = "web", port = "http" }]\n').findings
    assert "port-for-metrics" not in [one.code for one in named]


def test_annotations_say_port_and_path() -> None:
    """Prometheus finds a pod by three annotations, whose values are text; what the author wrote stays."""
    annotations = template(compile_toml(SCRAPED, platform("annotations")))["metadata"]["annotations"]
    assert {key: value for key, value in annotations.items() if "prometheus" in key} == {
        "prometheus.io/path": "/metricz",
        "prometheus.io/port": "9100",
        "prometheus.io/scrape": "true",
    }
    own = SCRAPED + '[pod_annotations]\n"prometheus.io/scrape" = "false"\n'
    assert template(compile_toml(own, platform("annotations")))["metadata"]["annotations"]["prometheus.io/scrape"] == "false"


@pytest.mark.parametrize("kind", ["annotations", "pod-monitor", "service-monitor"])
@pytest.mark.parametrize("text", [APP, APP + 'schedule.cron = "@daily"\n', APP + "ports = { http = 8080, admin = 9090 }\n"])
def test_what_the_platform_says_of_every_app_is_passed_over_where_there_is_no_port(kind: str, text: str) -> None:
    """Where every app of the platform is to be scraped, an app without such a port is neither scraped nor refused."""
    objects = compile_toml(text, platform(kind) + '[defaults.metrics]\nport = "metrics"\n')
    assert not {item["kind"] for item in objects} & {"PodMonitor", "ServiceMonitor"}
    assert not [key for key in template(objects)["metadata"].get("annotations", {}) if "prometheus" in key]
    assert one(objects, "NetworkPolicy")["spec"]["ingress"] == []


def test_a_worker_has_no_service_to_scrape() -> None:
    """Where the platform scrapes Services, the metrics that it asks of every worker stay where they are."""
    objects = compile_toml(APP + 'kind = "worker"\nports.metrics = 9100\n', platform("service-monitor") + "[defaults.metrics]\n")
    assert "ServiceMonitor" not in {item["kind"] for item in objects}
    faultless(objects)


@pytest.mark.parametrize(
    ("kind", "monitor", "endpoints"),
    [("pod-monitor", "PodMonitor", "podMetricsEndpoints"), ("service-monitor", "ServiceMonitor", "endpoints")],
)
def test_a_monitor_names_the_port_and_is_found_by_its_labels(kind: str, monitor: str, endpoints: str) -> None:
    """A monitor selects the app alone, asks the port by name, in Prometheus' own duration, and has the labels that the scraper wants."""
    found = one(compile_toml('labels = { team = "shop" }\n' + SCRAPED, platform(kind)), monitor)
    selector = {"app.kubernetes.io/name": "app", "app.kubernetes.io/instance": "app"}
    assert found["spec"] == {"selector": {"matchLabels": selector}, endpoints: [{"port": "metrics", "path": "/metricz", "interval": "90s"}]}
    assert found["metadata"]["labels"] == {
        **selector,
        "app.kubernetes.io/managed-by": "rocksolid",
        "app.kubernetes.io/part-of": "app",
        "release": "stack",
        "team": "watch",
    }


def test_without_an_interval_the_scraper_decides() -> None:
    """No interval is written where the author says none, and no labels where the scraper selects by none."""
    found = one(compile_toml(PORTS + "[metrics]\n", '[metrics]\nkind = "pod-monitor"\nscraper = [{ namespace = "m" }]\n'), "PodMonitor")
    assert set(found["metadata"]["labels"]) == set(one(compile_toml(PORTS), "Service")["metadata"]["labels"])
    assert found["spec"]["podMetricsEndpoints"] == [{"port": "metrics", "path": "/metrics"}]


@pytest.mark.parametrize(
    ("text", "only"),
    [
        (SCRAPED, False),
        ('kind = "stateful"\nreplicas = 3\n' + SCRAPED, True),
        (SCRAPED + '[expose]\nvia = "load-balancer"\nfrom = ["203.0.113.0/24"]\nport = "metrics"\n', True),
    ],
    ids=["one Service", "stateful", "exposed"],
)
def test_a_replica_is_scraped_once(text: str, only: bool) -> None:  # noqa: FBT001
    """Where several Services lead to one replica, a ServiceMonitor keeps those of the first: each would be a target of its own."""
    objects = compile_toml(text, platform("service-monitor"))
    (endpoint,) = one(objects, "ServiceMonitor")["spec"]["endpoints"]
    keep = {"action": "keep", "sourceLabels": ["__meta_kubernetes_service_name"], "regex": "app"}
    assert endpoint.get("relabelings") == ([keep] if only else None)
    faultless(objects)


@pytest.mark.parametrize(
    ("ports", "metrics", "scraped"),
    [
        ("{ http = 8080, metrics = 9100 }", "", 9100),
        ("{ http = 8080 }", "", 8080),
        ("{ http = 8080, metrics = 9100 }", 'port = "http"', 8080),
        ("{ http = 8080, admin = 9100 }", "port = 9100", 9100),
    ],
    ids=["metrics", "the only one", "by name", "by number"],
)
def test_one_port_is_scraped(ports: str, metrics: str, scraped: int) -> None:
    """The port that is named is scraped, else `metrics`, else the only one."""
    objects = compile_toml(APP + f"ports = {ports}\n[metrics]\n{metrics}\n", platform("annotations"))
    assert template(objects)["metadata"]["annotations"]["prometheus.io/port"] == str(scraped)
    assert from_outside(objects, "monitoring", {"app": "prometheus"}) == {("default/app", "TCP", scraped)}


def test_a_port_that_nobody_is_known_to_scrape_stays_closed() -> None:
    """Without a scraper in the platform file the port is closed, and the author is told."""
    result = compiled(SCRAPED)
    assert "scraper-unknown" in {finding.code for finding in result.findings}
    assert one(result.objects, "NetworkPolicy")["spec"]["ingress"] == []
