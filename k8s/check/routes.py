"""What the gateway lets through is what the contracts offer to people, and nothing that services keep
among themselves: a service whose every method says `Caller: the service …`."""

import pathlib
import re

PROTO = pathlib.Path(__file__).parent.parent.parent / "proto/linia"
# Answered by every service, so a host name does not say by which: reached by kubectl port-forward.
EACH = {"linia.admin.v1.EventAdminService"}


def offered(proto: str) -> set[str]:
    package = re.search(r"^package ([\w.]+);", proto, re.MULTILINE)[1]
    found = set()
    for name, body in re.findall(r"^service (\w+) \{\n(.*?)^\}", proto, re.MULTILINE | re.DOTALL):
        # A comment may break anywhere between its words.
        words = " ".join(body.replace("//", " ").split())
        callers = re.findall(r"Caller: (the services? )?", words)
        if not all(callers):
            found.add(f"{package}.{name}")
    return found


def contracts() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in PROTO.glob("*/v1/*.proto"))
    return set().union(*map(offered, texts)) - EACH


def routed(documents: list[dict]) -> dict[str, str]:
    """Each service of the contracts, and whose Service it is led to."""
    return {
        match["method"]["service"]: backend["name"]
        for document in documents
        if document["kind"] == "GRPCRoute"
        for rule in document["spec"]["rules"]
        for match in rule["matches"]
        for backend in rule["backendRefs"]
    }


def problems(documents: list[dict]) -> list[str]:
    routes = routed(documents)
    if not routes:
        return []
    wanted = contracts()
    return (
        [f"GRPCRoute: {it} is offered to people and not reached" for it in sorted(wanted - set(routes))]
        + [f"GRPCRoute: {it} is not offered to people" for it in sorted(set(routes) - wanted)]
        + [f"GRPCRoute: {it} is not answered by {to}" for it, to in routes.items() if it.split(".")[1] != to]
    )
