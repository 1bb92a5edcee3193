"""Prints the documents of YAML files as one JSON list, for programs that read no YAML."""

import json
import sys

import yaml

documents = []
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        documents += [document for document in yaml.safe_load_all(file) if document]
json.dump(documents, sys.stdout)
