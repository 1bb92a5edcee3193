"""What `deploy/secrets.sh` prints and cert-manager makes is what the overlays use: no Secret is missing, none is
made in vain."""

import pathlib
import subprocess
import tempfile

import yaml

import policy

SCRIPT = pathlib.Path(__file__).parent.parent.parent / "deploy/secrets.sh"
# What the script prints for which overlay.
OPTIONS = {
    "overlays/local": "--local",
    "overlays/production": "--production",
    "overlays/production/postgres": "--roles",
    "overlays/production/postgres/restored": "--roles",
}

# Comes from others, not with the installation.
BROUGHT = ["notifications/smtp-password", "backup/access-key-id", "backup/secret-access-key"]


def made(option: str) -> list[dict]:
    with tempfile.TemporaryDirectory() as directory:
        run(directory)
        for brought in BROUGHT:
            path = pathlib.Path(directory) / brought
            path.parent.mkdir(exist_ok=True)
            path.write_text("a password", encoding="utf-8")
        return list(yaml.safe_load_all(run(directory, option)))


def run(*arguments: str) -> str:
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, check=True).stdout


def used(documents: list[dict]) -> set[tuple[str, str]]:
    found = set()
    for document in documents:
        names = []
        if document["kind"] in policy.WORKLOADS:
            volumes = policy.template(document)["spec"].get("volumes", [])
            names = [name for volume in volumes for name in policy.mounted_secrets(volume)]
        if document["kind"] == "Cluster":
            names = [role["passwordSecret"]["name"] for role in document["spec"]["managed"]["roles"]]
            names += document["spec"]["certificates"].values()
        if document["kind"] == "ObjectStore":
            names = [it["name"] for it in document["spec"]["configuration"]["s3Credentials"].values()]
        if document["kind"] == "BackendTLSPolicy":
            names = [it["name"] for it in document["spec"]["validation"]["caCertificateRefs"]]
        found |= {(document["metadata"]["namespace"], name) for name in names}
    return found


def certificates(documents: list[dict]) -> set[tuple[str, str]]:
    """What cert-manager makes."""
    made = [it for it in documents if it["kind"] == "Certificate"]
    return {(it["metadata"]["namespace"], it["spec"]["secretName"]) for it in made}


def problems(secrets: list[dict], documents: list[dict]) -> list[str]:
    there = {(it["metadata"]["namespace"], it["metadata"]["name"]) for it in secrets} | certificates(documents)
    wanted = used(documents)
    return [f"Secret {name} in {space} is made by nobody" for space, name in sorted(wanted - there)] + [
        f"Secret {name} in {space} is made and used by nothing" for space, name in sorted(there - wanted)
    ]
