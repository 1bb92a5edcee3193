"""Checks what is applied to clusters, without one: `make check-kubernetes`.

Each overlay is built as `kubectl apply -k` builds it, held against the strict schemas of the last
three versions of Kubernetes, and against policy.py. Everything that is wrong is named at once.
"""

import json
import pathlib
import subprocess
import sys

import kubernetes_validate
import yaml
from kubernetes_validate.utils import all_versions

import alerts
import compose
import policy
import routes
import secret

ROOT = pathlib.Path(__file__).parent.parent
PRODUCTION = [f"overlays/production{part}" for part in ("", "/authority", "/gateway", "/postgres")]
VARIANTS = ["overlays/production/postgres/restored", "check/variants/objects-s3"]
OVERLAYS = ["overlays/local", *PRODUCTION, *VARIANTS]
# What stands in the same namespace already when the other is applied.
BESIDE = {"overlays/production/postgres/restored": "overlays/production/postgres"}
# Of operators; there are no schemas of them among those of Kubernetes.
CUSTOM = {
    "barmancloud.cnpg.io/v1",
    "cert-manager.io/v1",
    "gateway.networking.k8s.io/v1",
    "monitoring.coreos.com/v1",
    "postgresql.cnpg.io/v1",
}


# Earlier ones bring a kustomize that cannot read ours.
KUBECTL = 27


def kubectl_fits() -> bool:
    try:
        said = subprocess.run(
            ["kubectl", "version", "--client", "--output=json"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return int(json.loads(said.stdout)["clientVersion"]["minor"].rstrip("+")) >= KUBECTL


def versions() -> list[str]:
    """The last three that there are schemas of."""
    known = {tuple(map(int, it.split(".")[:2])) for it in all_versions()}
    return ["{}.{}".format(*it) for it in sorted(known)[-3:]]


def build(overlay: str) -> list[dict]:
    command = ["kubectl", "kustomize", str(ROOT / overlay)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if built.returncode:
        sys.exit(f"{overlay} cannot be built: {built.stderr}")
    return [document for document in yaml.safe_load_all(built.stdout) if document]


def schema_problems(document: dict, version: str):
    if document["apiVersion"] in CUSTOM:
        return
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        yield f"{policy.name(document)}: {version}: {'.'.join(map(str, error.path))}: {error.message}"
    except kubernetes_validate.SchemaNotFoundError:
        yield f"{policy.name(document)}: {version} has no {document['kind']} in {document['apiVersion']}"


def said(problems) -> int:
    count = 0
    for count, problem in enumerate(problems, start=1):
        print(problem, file=sys.stderr)
    return count


def main() -> None:
    wrong = said(alerts.problems())
    if not kubectl_fits():
        print(f"==> kubectl 1.{KUBECTL} or newer was not found on the PATH: the check of k8s/ is left out")
        sys.exit(1 if wrong else 0)
    for overlay in OVERLAYS:
        documents = build(overlay)
        problems = [p for d in documents for v in versions() for p in schema_problems(d, v)]
        documents += build(BESIDE[overlay]) if overlay in BESIDE else []
        problems += policy.problems(documents) + routes.problems(documents)
        if overlay == "overlays/local":
            problems += compose.problems(documents)
        if overlay in secret.OPTIONS:
            secrets = secret.made(secret.OPTIONS[overlay])
            problems += [p for it in secrets for p in schema_problems(it, versions()[-1])]
            problems += secret.problems(secrets, documents)
        wrong += said(f"k8s/{overlay}: {problem}" for problem in problems)
        print(f"==> k8s/{overlay}: {len(documents)} resources, {len(problems)} problems; {', '.join(versions())}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
