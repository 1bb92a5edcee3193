"""The alerts of deploy/observability as a resource of the Prometheus operator.

Prometheus refuses a file of rules that says more than rules, and kustomize takes no values out of a
file, so there are two files with one content: `make alerts` writes the second, `make check` compares.
"""

import pathlib

ROOT = pathlib.Path(__file__).parent.parent.parent
RULES = ROOT / "deploy/observability/alerts.yaml"
RESOURCE = ROOT / "k8s/components/monitoring/alerts.yaml"
HEAD = """\
# Written by `make alerts` out of deploy/observability/alerts.yaml, which is the place to change them.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: linia
spec:
"""


def resource() -> str:
    _, _, groups = RULES.read_text(encoding="utf-8").partition("\ngroups:\n")
    lines = ["groups:", *groups.splitlines()]
    return HEAD + "".join(f"  {line}\n" if line else "\n" for line in lines)


def problems() -> list[str]:
    if RESOURCE.read_text(encoding="utf-8") == resource():
        return []
    return [f"{RESOURCE.relative_to(ROOT)} is behind {RULES.relative_to(ROOT)}: make alerts"]


if __name__ == "__main__":
    RESOURCE.write_text(resource(), encoding="utf-8")
