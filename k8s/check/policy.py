"""What every resource of ours must be beyond valid.

The rules for pods are all of the Pod Security Standard `restricted`
(https://kubernetes.io/docs/concepts/security/pod-security-standards/), and some of our own.
"""

from collections.abc import Iterator

WORKLOADS = {"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"}
SELINUX_TYPES = {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
# Of no namespace.
CLUSTER_WIDE = {"Namespace", "ClusterIssuer"}


def name(document: dict) -> str:
    return f"{document['kind']} {document['metadata']['name']}"


def problems(documents: list[dict]) -> list[str]:
    found = []
    for document in documents:
        rules = [labels(document)]
        if document["kind"] in WORKLOADS:
            rules += [pod(document), references(document, documents), addresses(document, documents)]
        rules += [selects(document, documents), archived(document, documents)]
        found += [f"{name(document)}: {problem}" for rule in rules for problem in rule]
    found += closed(documents)
    return found


def template(document: dict) -> dict:
    spec = document["spec"]
    return (spec["jobTemplate"]["spec"] if document["kind"] == "CronJob" else spec)["template"]


def containers(document: dict) -> list[dict]:
    spec = template(document)["spec"]
    return spec.get("initContainers", []) + spec["containers"]


def labels(document: dict) -> Iterator[str]:
    if document["metadata"].get("namespace") is None and document["kind"] not in CLUSTER_WIDE:
        yield "has no namespace"
    if document["kind"] == "Namespace":
        held = document["metadata"].get("labels", {}).get("pod-security.kubernetes.io/enforce")
        if held != "restricted":
            yield "does not enforce the Pod Security Standard restricted"


def pod(document: dict) -> Iterator[str]:
    spec = template(document)["spec"]
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield f"{key} must not be true"
    if spec.get("automountServiceAccountToken") is not False:
        yield "automountServiceAccountToken must be false: nothing asks the API server"
    if spec.get("serviceAccountName", "default") == "default":
        yield "serviceAccountName must name one of its own"
    if spec.get("securityContext", {}).get("sysctls"):
        yield "sysctls must not be set"
    if spec.get("ephemeralContainers"):
        yield "ephemeralContainers must not be named"
    for volume in spec.get("volumes", []):
        kinds = set(volume) - {"name"}
        if not kinds <= VOLUMES:
            yield f"volume {volume['name']} is of a kind that is not allowed: {kinds}"
    for container in containers(document):
        for problem in [*secured(container, spec), *measured(container), *probed(container, document)]:
            yield f"container {container['name']}: {problem}"


def secured(container: dict, spec: dict) -> Iterator[str]:
    own, pods = container.get("securityContext", {}), spec.get("securityContext", {})
    either = {**pods, **own}
    if own.get("privileged"):
        yield "must not be privileged"
    if own.get("allowPrivilegeEscalation") is not False:
        yield "allowPrivilegeEscalation must be false"
    if own.get("readOnlyRootFilesystem") is not True:
        yield "readOnlyRootFilesystem must be true"
    if either.get("runAsNonRoot") is not True:
        yield "runAsNonRoot must be true"
    if not either.get("runAsUser"):
        yield "runAsUser must be a number other than 0"
    if either.get("seccompProfile", {}).get("type") not in ("RuntimeDefault", "Localhost"):
        yield "seccompProfile must be RuntimeDefault"
    capabilities = own.get("capabilities", {})
    if "ALL" not in capabilities.get("drop", []):
        yield "must drop all capabilities"
    if not set(capabilities.get("add", [])) <= {"NET_BIND_SERVICE"}:
        yield "must not add capabilities"
    if own.get("procMount", "Default") != "Default":
        yield "procMount must be Default"
    if either.get("appArmorProfile", {}).get("type", "RuntimeDefault") not in ("RuntimeDefault", "Localhost"):
        yield "appArmorProfile must be RuntimeDefault"
    if any(it.get("windowsOptions", {}).get("hostProcess") for it in (own, pods)):
        yield "hostProcess must not be true"
    for labels_of in (own.get("seLinuxOptions", {}), pods.get("seLinuxOptions", {})):
        if labels_of.get("type", "") not in SELINUX_TYPES or labels_of.get("user") or labels_of.get("role"):
            yield "seLinuxOptions must name no user, no role and no type but those of containers"
    if any(port.get("hostPort") for port in container.get("ports", [])):
        yield "must not use ports of the host"
    for probe in (*PROBES, *HOOKS):
        handler = container.get(probe) or container.get("lifecycle", {}).get(probe) or {}
        for kind in ("httpGet", "tcpSocket"):
            if handler.get(kind, {}).get("host"):
                yield f"{probe} must not name a host"


PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
HOOKS = ("postStart", "preStop")


def measured(container: dict) -> Iterator[str]:
    resources = container.get("resources", {})
    for kind in ("cpu", "memory", "ephemeral-storage"):
        if kind not in resources.get("requests", {}):
            yield f"must request {kind}"
    for kind in ("memory", "ephemeral-storage"):
        if kind not in resources.get("limits", {}):
            yield f"must limit {kind}"
    # A processor that is free may be used: a limit would slow a deadline down for nothing.
    if "cpu" in resources.get("limits", {}):
        yield "must not limit cpu"
    _, _, tag = container["image"].rpartition("/")[2].partition(":")
    if tag in ("", "latest"):
        yield f"image {container['image']} must be of a fixed version"


def probed(container: dict, document: dict) -> Iterator[str]:
    if document["kind"] == "Job" or container not in template(document)["spec"]["containers"]:
        return
    for probe in ("readinessProbe", "livenessProbe"):
        if probe not in container:
            yield f"must have a {probe}"


def references(document: dict, documents: list[dict]) -> Iterator[str]:
    """ConfigMaps and ServiceAccounts that a pod names are there; of Secrets, see secret.py."""
    there = {(d["kind"], d["metadata"]["name"]) for d in documents}
    spec = template(document)["spec"]
    if ("ServiceAccount", spec.get("serviceAccountName")) not in there:
        yield f"ServiceAccount {spec.get('serviceAccountName')} is not there"
    for volume in spec.get("volumes", []):
        for source in [volume, *volume.get("projected", {}).get("sources", [])]:
            if "configMap" in source and ("ConfigMap", source["configMap"]["name"]) not in there:
                yield f"ConfigMap {source['configMap']['name']} is not there"
    mounted = {mount["name"] for container in containers(document) for mount in container.get("volumeMounts", [])}
    claims = {claim["metadata"]["name"] for claim in document["spec"].get("volumeClaimTemplates", [])}
    for volume in mounted - claims - {volume["name"] for volume in spec.get("volumes", [])}:
        yield f"volume {volume} is not there"


def addresses(document: dict, documents: list[dict]) -> Iterator[str]:
    """A host in a variable that has no domain is a Service in the same namespace."""
    there = {d["metadata"]["name"] for d in documents if d["kind"] == "Service"}
    for container in containers(document):
        for variable in container.get("env", []):
            host = variable.get("value", "").partition("://")[2] or variable.get("value", "")
            host = host.partition(":")[0]
            if variable["name"].endswith(("HOST", "ENDPOINT")) and host and "." not in host and host not in there:
                yield f"{variable['name']} names {host}, which is no Service here"


def mounted_secrets(volume: dict) -> list[str]:
    sources = volume.get("projected", {}).get("sources", [])
    direct = [volume["secret"]["secretName"]] if "secret" in volume else []
    return direct + [source["secret"]["name"] for source in sources if "secret" in source]


def selects(document: dict, documents: list[dict]) -> Iterator[str]:
    """Whatever selects pods by labels selects some."""
    pods = [template(d)["metadata"]["labels"] for d in documents if d["kind"] in WORKLOADS]
    spec = document.get("spec", {})
    match document["kind"]:
        case "Service":
            selector = {"matchLabels": spec["selector"]}
        case "PodDisruptionBudget" | "PodMonitor":
            selector = spec["selector"]
        case "NetworkPolicy":
            selector = spec["podSelector"]
        case "HorizontalPodAutoscaler":
            target = spec["scaleTargetRef"]
            if not any(d["kind"] == target["kind"] and d["metadata"]["name"] == target["name"] for d in documents):
                yield f"scales {target['kind']} {target['name']}, which is not there"
            return
        case _:
            return
    # Pods that an operator makes.
    made = [{"cnpg.io/cluster": d["metadata"]["name"]} for d in documents if d["kind"] == "Cluster"]
    if not any(matches(selector, pod) for pod in pods + made):
        yield "selects no pod"


def archived(document: dict, documents: list[dict]) -> Iterator[str]:
    """The stores that a cluster of Postgres is archived to or made from are there."""
    if document["kind"] != "Cluster":
        return
    spec = document["spec"]
    plugins = spec.get("plugins", []) + [it["plugin"] for it in spec.get("externalClusters", [])]
    there = {d["metadata"]["name"] for d in documents if d["kind"] == "ObjectStore"}
    for store in {plugin["parameters"]["barmanObjectName"] for plugin in plugins} - there:
        yield f"ObjectStore {store} is not there"


def matches(selector: dict, pod: dict) -> bool:
    wanted = selector.get("matchLabels", {}).items() <= pod.items()
    return wanted and all(holds(it, pod) for it in selector.get("matchExpressions", []))


def holds(expression: dict, pod: dict) -> bool:
    value = pod.get(expression["key"])
    match expression["operator"]:
        case "In":
            return value in expression["values"]
        case "NotIn":
            return value not in expression["values"]
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
    raise ValueError(expression["operator"])


def closed(documents: list[dict]) -> Iterator[str]:
    """Where there are pods of ours, nothing is open that no policy opens."""
    spaces = {d["metadata"]["namespace"] for d in documents if d["kind"] in {*WORKLOADS, "Cluster"}}
    for space in spaces:
        policies = [
            d["spec"]
            for d in documents
            if d["kind"] == "NetworkPolicy" and d["metadata"]["namespace"] == space
        ]
        shut = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
        if shut not in policies:
            yield f"namespace {space}: no policy closes it"
