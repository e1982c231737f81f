"""How a pod is called and what it calls others: host names, name servers, and the names of objects that it belongs to."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from rocksolid.verify.document import get, tables
from rocksolid.verify.server.fields import INT32, named, numbers, required, texts, twice, words
from rocksolid.verify.server.formats import SUBDOMAIN, address, dns_label, label_key, longer, shown, subdomain
from rocksolid.verify.server.pods.spec import Pod
from rocksolid.verify.server.refusal import Refusal

OVERRIDING_NAMES = 35
"""The first minor version in which a pod may name its host itself."""
SEARCHING_ALL = 33
"""The first minor version that searches "." and names with "_"."""
SERVERS, SEARCHES, SEARCHED = 3, 32, 2048
"""How many name servers, how many search domains, and how many characters of these a pod may have."""
_LONGEST_HOST = 64
_FORMATS = {
    "hostname": dns_label,
    "subdomain": dns_label,
    "serviceAccountName": subdomain,
    "nodeName": subdomain,
    "priorityClassName": subdomain,
    "runtimeClassName": subdomain,
}
_WORDS = {
    "dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    "preemptionPolicy": ("Never", "PreemptLowerPriority"),
    "restartPolicy": ("Always", "OnFailure", "Never"),
}
_NUMBERS = {"activeDeadlineSeconds": (1, INT32)}
_NOT_EMPTY = ("preemptionPolicy", "runtimeClassName")
FIELDS = (*_FORMATS, *_WORDS, *_NUMBERS, "hostnameOverride", "serviceAccount")
"""The fields of a pod that are one word, name or number and that a server may refuse."""
_PART = r"_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?"
_SEARCHED = re.compile(rf"{_PART}(?:\.{_PART})*")


def fields(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the fields of a pod that are one word, name or number."""
    yield from named(pod.spec, pod.path, _FORMATS)
    yield from words(pod.spec, pod.path, _WORDS)
    yield from required(pod.spec, pod.path, _NOT_EMPTY)
    yield from numbers(pod.spec, pod.path, _NUMBERS)
    old = pod.spec.get("serviceAccount")
    if old and isinstance(old, str) and not pod.spec.get("serviceAccountName") and (problem := subdomain(old)):
        yield Refusal((*pod.path, "serviceAccountName"), problem, spot=(*pod.path, "serviceAccount"))
    if pod.minor >= OVERRIDING_NAMES and isinstance(name := pod.spec.get("hostnameOverride"), str):
        yield from _overriding(pod, name)


def _overriding(pod: Pod, name: str) -> Iterator[Refusal]:
    path = (*pod.path, "hostnameOverride")
    for field in ("setHostnameAsFQDN", "hostNetwork"):
        if pod.spec.get(field) is True:
            yield Refusal(path, f"must not stand beside {field}")
    if problem := longer(name, _LONGEST_HOST) or subdomain(name):
        yield Refusal(path, problem)


def name_servers(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in how a pod looks up names."""
    config, path = pod.spec.get("dnsConfig"), (*pod.path, "dnsConfig")
    if config is None and pod.spec.get("dnsPolicy") != "None":
        return
    servers, searches = (value if isinstance(value := get(config, name), list) else [] for name in ("nameservers", "searches"))
    if pod.spec.get("dnsPolicy") == "None" and (config is None or (isinstance(config, Mapping) and not servers)):
        where = path if config is None else (*path, "nameservers")
        yield Refusal(where, "must be set: dnsPolicy is None", 'dnsConfig:\n  nameservers: ["192.0.2.53"]', spot=(*pod.path, "dnsPolicy"))
    wrong = (
        ("nameservers", len(servers) > SERVERS, f"must not have more than {SERVERS} addresses"),
        ("searches", len(searches) > SEARCHES, f"must not have more than {SEARCHES} domains"),
        ("searches", len(" ".join(map(str, searches))) > SEARCHED, f"must not have more than {SEARCHED} characters"),
    )
    yield from (Refusal((*path, name), problem) for name, is_wrong, problem in wrong if is_wrong)
    formats = (("nameservers", servers, partial(address, minor=pod.minor)), ("searches", searches, partial(_search, minor=pod.minor)))
    for name, values, format_of in formats:
        for index, value in enumerate(values):
            if isinstance(value, str) and (problem := format_of(value)):
                yield Refusal((*path, name, index), problem)
    for index, option in tables(config, "options"):
        if option.get("name") in (None, ""):
            yield Refusal((*path, "options", index), "must have a name")


def _search(text: str, minor: int) -> str:
    if minor < SEARCHING_ALL:
        return subdomain(text.removesuffix("."))
    wrong = len(text) > SUBDOMAIN or not _SEARCHED.fullmatch(text.removesuffix("."))
    return f'{shown(text)} must be parts of lower case letters, digits, "-" and "_", with "." between them' if wrong and text != "." else ""


def host_aliases(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the lines that a pod adds to its file of hosts."""
    for index, one in tables(pod.spec, "hostAliases"):
        path = (*pod.path, "hostAliases", index)
        if isinstance(ip := one.get("ip"), str) and (problem := address(ip, pod.minor)):
            yield Refusal((*path, "ip"), problem)
        hosts = one.get("hostnames")
        for number, host in enumerate(hosts) if isinstance(hosts, list) else ():
            if isinstance(host, str) and (problem := subdomain(host)):
                yield Refusal((*path, "hostnames", number), problem)


def gates(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the conditions that a pod waits for."""
    for path, name in texts(pod.spec, "readinessGates", "conditionType", pod.path):
        if problem := label_key(name):
            yield Refusal(path, problem)
    scheduling = [(path[:-1], name) for path, name in texts(pod.spec, "schedulingGates", "name", pod.path)]
    yield from (Refusal(path, problem) for path, name in scheduling if (problem := label_key(name)))
    yield from twice(scheduling)
