"""What `deploy/compose.yaml` names is there, and is what a cluster gets; `compose.demo.yaml` only adds to it.

There is no Compose here to ask, so this holds the file against what it refers to: images, commands,
variables, files, secrets, ports, and who waits for whom.
"""

import pathlib
import re
import tempfile
import tomllib
from collections.abc import Iterator

import yaml

import secret

ROOT = pathlib.Path(__file__).parent.parent.parent
FILE = ROOT / "deploy/compose.yaml"
DEMO = ROOT / "deploy/compose.demo.yaml"
SERVICES = ("identity", "challenges", "submissions", "notifications", "reporting")
SECRETS = "${LINIA_SECRETS:-../target/compose}/"
# Of the Compose specification (https://github.com/compose-spec/compose-spec), what is used here.
KEYS = {
    "build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "networks", "ports",
    "pull_policy", "read_only", "restart", "security_opt", "stop_grace_period", "user", "volumes",
}  # fmt: skip
HEALTH = {"test", "interval", "timeout", "retries", "start_period", "start_interval"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
# Says in which pod an instance runs.
OF_PODS = {"NODE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "POD_NAME"}
# Container ports that are published without being in a command or a configuration file.
DEFAULT_PORTS = {"grafana": 3000, "nats": 4222, "postgres": 5432, "prometheus": 9090, "traces": 16686}


def toolchain() -> Iterator[str]:
    """The images are built by the compiler that is pinned."""
    pinned = tomllib.loads((ROOT / "rust-toolchain.toml").read_text(encoding="utf-8"))["toolchain"]["channel"]
    if f"\nFROM rust:{pinned}-bookworm AS build\n" not in (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8"):
        yield f"deploy/Dockerfile is not built by Rust {pinned}"


def problems(overlay: list[dict]) -> list[str]:
    compose = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as directory:
        secret.run(directory)
        made = {str(it.relative_to(directory)) for it in pathlib.Path(directory).rglob("*")}
    found = [*names(compose), *defaults()]
    for name, service in compose["services"].items():
        rules = [keys(service), waits(service, compose), mounts(service, compose, made), ports(name, service)]
        rules.append(ours(name, service, overlay) if service["image"].startswith("linia-") else theirs(service, overlay))
        found += [f"{name}: {problem}" for rule in rules for problem in rule]
    extra = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    added = (f"deploy/compose.demo.yaml: {it}" for it in demo(extra, compose))
    return [*toolchain(), *(f"deploy/compose.yaml: {it}" for it in found), *added]


def demo(added: dict, compose: dict) -> Iterator[str]:
    """Publishes ports of services that are there, and changes nothing else."""
    for name, service in added["services"].items():
        if name not in compose["services"]:
            yield f"nothing is called {name}"
            continue
        if set(service) != {"ports"}:
            yield f"{name}: is another service than without the demo"
        said = compose["services"][name].get("command", [])
        yield from (f"{name}: {problem}" for problem in ports(name, {"command": said, **service}))


def names(compose: dict) -> Iterator[str]:
    """Hosts in configuration files and variables are services; volumes that are declared are used."""
    hosts = {"postgres"}
    for service in SERVICES:
        settings = configuration(service)
        urls = [settings["nats"]["url"], settings["telemetry"]["otlp_endpoint"]]
        hosts |= {url.partition("://")[2].partition(":")[0] for url in urls}
        hosts |= {settings["smtp"]["host"]} if "smtp" in settings else set()
    for service in compose["services"].values():
        variables = service.get("environment", {})
        hosts |= {value.partition(":")[0] for key, value in variables.items() if key in ("PGHOST", "TRACES_ENDPOINT")}
    for host in sorted(hosts - set(compose["services"])):
        yield f"nothing is called {host}"
    used = {source for it in compose["services"].values() for source, _ in map(mount, it.get("volumes", []))}
    for volume in compose["volumes"]:
        if volume not in used:
            yield f"volume {volume} is used by nothing"


def defaults() -> Iterator[str]:
    """It starts without a variable being set."""
    for variable in sorted(set(re.findall(r"\$\{(\w+)\}", FILE.read_text(encoding="utf-8")))):
        yield f"${variable} has no default"


def keys(service: dict) -> Iterator[str]:
    for key in sorted(set(service) - KEYS) + sorted(set(service.get("healthcheck", {})) - HEALTH):
        yield f"{key} is no key that is known here"


def waits(service: dict, compose: dict) -> Iterator[str]:
    waited = service.get("depends_on", {})
    if isinstance(waited, list):
        waited = {name: {"condition": "service_started"} for name in waited}
    for name, how in waited.items():
        condition = how["condition"]
        other = compose["services"].get(name)
        if other is None or condition not in CONDITIONS:
            yield f"waits for {name}, {condition}, which does not exist"
        elif condition == "service_healthy" and "healthcheck" not in other:
            yield f"waits for the health of {name}, which tells of none"
        elif condition == "service_completed_successfully" and other.get("restart") in ("always", "unless-stopped"):
            yield f"waits for the end of {name}, which is started again"
    for network in service["networks"]:
        if network not in compose["networks"]:
            yield f"network {network} is not there"


def mount(volume) -> tuple[str, str]:
    if isinstance(volume, dict):
        return volume["source"], volume["target"]
    return volume.split(":")[0], volume.split(":")[1]


def mounts(service: dict, compose: dict, made: set[str]) -> Iterator[str]:
    for source, target in map(mount, service.get("volumes", [])):
        if source.startswith(SECRETS):
            if source.removeprefix(SECRETS) not in made:
                yield f"{source} is not made by deploy/secrets.sh"
        elif source.startswith("."):
            if not (FILE.parent / source).exists():
                yield f"{source} is not there"
        elif source not in compose["volumes"]:
            yield f"volume {source} is not declared"
        if not target.startswith("/"):
            yield f"{target} is no absolute path"


def ports(name: str, service: dict) -> Iterator[str]:
    said = " ".join(service.get("command", []))
    for port in service.get("ports", []):
        host, _, inside = port.rpartition(":")
        if not host.startswith("127.0.0.1:"):
            yield f"port {port} is open to whoever reaches this machine"
        listens = {int(it) for it in re.findall(r":(\d+)\b", said)} | {DEFAULT_PORTS.get(name)}
        if name in SERVICES:
            listens = {int(configuration(name)["grpc"]["listen"].rpartition(":")[2])}
        if int(inside) not in listens:
            yield f"does not listen on port {inside}"


def configuration(service: str) -> dict:
    return tomllib.loads((ROOT / f"k8s/base/config/{service}.toml").read_text(encoding="utf-8"))


def ours(name: str, service: dict, overlay: list[dict]) -> Iterator[str]:
    """The same image, command, variables and configuration as on a cluster."""
    own, _, job = name.partition("-")
    if service["image"] != f"linia-{own}:${{LINIA_VERSION:-local}}":
        yield f"its image is {service['image']}"
    if "build" in service and f" AS {service['build']['target']}\n" not in (ROOT / "deploy/Dockerfile").read_text():
        yield f"deploy/Dockerfile makes no {service['build']['target']}"
    sources = [source for source, target in map(mount, service["volumes"]) if target == "/etc/linia/linia.toml"]
    if sources != [f"../k8s/base/config/{own}.toml"]:
        yield f"reads {sources}"
    container = of_cluster(own, job, overlay)
    if service["command"] != container["args"]:
        yield f"runs {service['command']}, on a cluster {container['args']}"
    given = {it["name"]: it.get("value") for it in container["env"] if it["name"] not in OF_PODS}
    if service["environment"] != given:
        yield f"has other variables than on a cluster: {sorted(given.items() ^ service['environment'].items())}"


def of_cluster(service: str, job: str, overlay: list[dict]) -> dict:
    kind, name = ("Job", f"{service}-set-up") if job else ("Deployment", service)
    workload = next(it for it in overlay if it["kind"] == kind and it["metadata"]["name"] == name)
    spec = workload["spec"]["template"]["spec"]
    containers = spec.get("initContainers", []) + spec["containers"]
    return next(it for it in containers if it["name"] == (job or "service"))


def theirs(service: dict, overlay: list[dict]) -> Iterator[str]:
    """Of the engines, the same version as in the local overlay."""
    image, _, tag = service["image"].partition(":")
    if not tag or tag == "latest":
        yield f"image {service['image']} must be of a fixed version"
    workloads = (it for it in overlay if "template" in it.get("spec", {}))
    for workload in workloads:
        for container in workload["spec"]["template"]["spec"]["containers"]:
            if container["image"].partition(":")[0] == image and container["image"] != service["image"]:
                yield f"image {service['image']} is {container['image']} on a cluster"
