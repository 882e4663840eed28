"""Holds the results of expressions that tests compare generated code with to what the jmespath package makes of them.

The expressions are those of the fixture of pages and waiters; outputs and results are in data/jmespath/results.json.
With --write the results are written anew, every waiter on every output.
"""

import argparse
import json
import pathlib
import sys

import jmespath
import jmespath.exceptions

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = ROOT / "codegen/tests/golden/pages-and-waiters/model.json"
RESULTS = ROOT / "tests/data/jmespath/results.json"
# What the tests ask with.
INPUT = {"Name": "abc"}


def expressions():
    """Waiters whose only acceptor is an expression: whether it reads the input too, and its text."""
    traits = json.loads(MODEL.read_text())["shapes"]["com.example#GetJob"]["traits"]
    for name, waiter in traits["smithy.waiters#waitable"].items():
        [(kind, matcher), *_] = waiter["acceptors"][0]["matcher"].items()
        if len(waiter["acceptors"]) == 1 and kind in ("output", "inputOutput"):
            yield name, kind == "inputOutput", matcher["path"]


def result(with_input, path, output):
    try:
        return jmespath.search(path, {"input": INPUT, "output": output} if with_input else output)
    except jmespath.exceptions.JMESPathError as error:
        return {"error": type(error).__name__}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--write", action="store_true", help="write the results instead of comparing them")
    write = arguments.parse_args().write
    known = json.loads(RESULTS.read_text())
    outputs = known["outputs"]
    rows = [
        {"waiter": waiter, "output": name, "result": result(with_input, path, output)}
        for waiter, with_input, path in expressions()
        for name, output in outputs.items()
    ]
    if write:
        named = ",\n".join(f"        {json.dumps(name)}: {json.dumps(output)}" for name, output in outputs.items())
        listed = ",\n".join(f"        {json.dumps(row)}" for row in rows)
        RESULTS.write_text(f'{{\n    "outputs": {{\n{named}\n    }},\n    "results": [\n{listed}\n    ]\n}}\n')
        return 0
    different = [row for row in known["results"] if row not in rows] + [row for row in rows if row not in known["results"]]
    for row in different:
        print("differs:", json.dumps(row))
    print(f"jmespath: {len(rows)} results, {len(different)} differences")
    return 1 if different or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
