"""The expressions of all dashboards as rules, for promtool to check: Grafana tells of a mistake only whoever looks.

    boards.py > rules.json && promtool check rules rules.json
"""

import json
import pathlib
import sys

BOARDS = pathlib.Path(__file__).parent.parent.parent / "deploy/observability/dashboards"


def expressions(panels: list[dict]) -> list[str]:
    found = []
    for panel in panels:
        found += [target["expr"] for target in panel.get("targets", [])]
        found += expressions(panel.get("panels", []))
    return found


def rules(board: pathlib.Path) -> dict:
    found = expressions(json.loads(board.read_text(encoding="utf-8"))["panels"])
    return {"name": board.stem, "rules": [{"record": f"board:{board.stem.replace(chr(45), chr(95))}:{i}", "expr": expr} for i, expr in enumerate(found)]}


if __name__ == "__main__":
    json.dump({"groups": [rules(board) for board in sorted(BOARDS.glob("*.json"))]}, sys.stdout)
