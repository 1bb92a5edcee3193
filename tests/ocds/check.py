#!/usr/bin/env python3
"""Holds release packages against the Open Contracting Data Standard 1.1.5.

    python check.py packages.json

The file holds `{"packages": [package]}`; releases of a contest stand in the order in which they came
out, in one package or in several. Each package and each release must be as the standard's own schemas
say, dates too, and `tender.designContest` as that extension says. No field may be one that nobody
knows. Ids of releases differ, and their dates ascend within a contest; merged, they are a release
again. Every party that is referred to is among the parties. The first thing that is wrong is told, and
the exit code is 1.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from jsonschema import Draft4Validator, FormatChecker
from ocdsmerge import Merger

SOURCES = Path(sys.prefix) / "sources"
PACKAGE = SOURCES / "ocdskit-1.7.0/tests/fixtures/release-package-schema.json"
RELEASE = SOURCES / "ocdsextensionregistry-0.7.0/tests/fixtures/release-schema.json"
VERSION = "1__1__5"

# Open codelists, as far as they are used; the schema itself has those that are closed.
TAGS = {"tender", "tenderAmendment", "tenderCancellation", "award", "awardUpdate", "awardCancellation", "compiled"}
ROLES = {"buyer", "procuringEntity", "supplier"}

# The extension `designContest`, and the one field of our own.
TEXT = {"type": "string", "minLength": 1}
DESIGN_CONTEST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["hasPrizes"],
    "properties": {
        "hasPrizes": {"type": "boolean"},
        "followUpContracts": {"type": "boolean"},
        "bindingJuryDecision": {"type": "boolean"},
        "runnerUpAllowed": {"type": "boolean"},
        "prizes": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "details": {
                    "type": "array",
                    "minItems": 1,
                    "uniqueItems": True,
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["id"],
                        "properties": {
                            "id": TEXT,
                            "description": TEXT,
                            "value": {"$ref": "#/definitions/Value"},
                        },
                    },
                }
            },
        },
    },
}


class Wrong(Exception):
    """What does not hold."""


def must(holds, what):
    if not holds:
        raise Wrong(what)


def read(path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    must(VERSION in schema["id"], f"{path} is of another version")
    return schema


def schemas():
    package, release = read(PACKAGE), read(RELEASE)
    # What it refers to is checked by itself.
    package["properties"]["releases"]["items"] = {"type": "object"}
    tender = release["definitions"]["Tender"]["properties"]
    tender["designContest"] = {"$ref": "#/definitions/DesignContest"}
    release["definitions"]["DesignContest"] = DESIGN_CONTEST
    return package, release


def first_error(schema, document, what):
    checker = FormatChecker(formats=["date-time"])
    validator = Draft4Validator(schema, format_checker=checker)
    error = min(validator.iter_errors(document), key=lambda it: list(map(str, it.path)), default=None)
    if error is not None:
        path = "/".join(map(str, error.path))
        raise Wrong(f"{what}: {path}: {error.message}")


def no_stray_fields(schema, part, value, path):
    """Whether every field is one that the standard knows; it allows any other, and misspelt ones too."""
    if "$ref" in part:
        part = {**part, **schema["definitions"][part["$ref"].rsplit("/", 1)[1]]}
    if isinstance(value, list):
        for item in value:
            no_stray_fields(schema, part.get("items", {}), item, path)
    elif isinstance(value, dict) and "properties" in part:
        translated = {name.rsplit("_", 1)[0] for name in value if "_" in name}
        must(translated <= {"title", "description"}, f"{path}: {translated} in other languages")
        for name, inner in value.items():
            known = part["properties"].get(name.split("_", 1)[0])
            must(known is not None, f"{path}/{name} is unknown")
            no_stray_fields(schema, known, inner, f"{path}/{name}")


def check_release(schema, release, what):
    first_error(schema, release, what)
    no_stray_fields(schema, schema, release, what)
    must(set(release["tag"]) <= TAGS, f"{what}: tag {release['tag']}")
    parties = {party["id"]: party for party in release["parties"]}
    must(len(parties) == len(release["parties"]), f"{what}: a party twice")
    for party in parties.values():
        must(set(party["roles"]) <= ROLES, f"{what}: roles of {party['id']}")
    references = [(release["buyer"], "buyer"), (release["tender"]["procuringEntity"], "procuringEntity")]
    for award in release.get("awards", []):
        references += [(supplier, "supplier") for supplier in award.get("suppliers", [])]
    for reference, role in references:
        party = parties.get(reference["id"])
        must(party is not None, f"{what}: {reference['id']} is no party")
        must(role in party["roles"], f"{what}: {reference['id']} is no {role}")
        must(reference.get("name") == party.get("name"), f"{what}: two names of {reference['id']}")


def check(record):
    package_schema, release_schema = schemas()
    processes = defaultdict(list)
    for package in record["packages"]:
        first_error(package_schema, package, "package")
        stray = set(package) - set(package_schema["properties"])
        must(not stray, f"package: {stray} unknown")
        for name in ("uri", "publisher", "publishedDate", "extensions"):
            must(package.get(name), f"package: no {name}")
        for release in package["releases"]:
            check_release(release_schema, release, f"release {release.get('id')}")
            must(release["date"] <= package["publishedDate"], "package: older than a release")
            processes[release["ocid"]].append(release)
    merger = Merger(release_schema)
    for ocid, releases in processes.items():
        ids = {release["id"] for release in releases}
        must(len(ids) == len(releases), f"{ocid}: an id twice")
        dates = [release["date"] for release in releases]
        must(all(a < b for a, b in zip(dates, dates[1:])), f"{ocid}: dates do not ascend: {dates}")
        check_release(release_schema, merger.create_compiled_release(releases), f"{ocid} merged")
    count = sum(map(len, processes.values()))
    return f"{count} releases of {len(processes)} contests hold"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        record = json.load(file)
    try:
        print(check(record))
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")


if __name__ == "__main__":
    main()
