"""Compares what a generated client sends and reads with what botocore does, over inputs and answers made up at random.

Takes the directory of a service's model in botocore's form and a command that makes calls, one line of JSON a call.
For every operation: inputs whose bodies have to be those of botocore's serializer, and answers that have to be read as
botocore's parser reads them. The same seed makes the same calls.

Some of the calls are altered as well, and each alteration has to be noticed: a check that cannot fail is none.
"""

import argparse
import base64
import datetime
import json
import pathlib
import random
import subprocess
import sys
import urllib.parse
import xml.sax.saxutils

import botocore.model
import botocore.parsers
import botocore.serialize

ROUNDS = 4
DEEPEST = 6
# What has to be escaped in forms or in XML, what must not be touched, and what is more than one byte.
TEXTS = ["plain", "two words", "a&b=c+d%20", "~._-*", "<tag attr='\"'>", "é€𝄞", "line\nend", "/path:with,all@(of)it", "0"]
INTEGERS = {
    "byte": [0, 1, -128, 127],
    "short": [0, 1, -32768, 32767],
    "integer": [0, 1, -2147483648, 2147483647],
    "long": [0, 1, -(2**53), 2**53],
}
# No zeros at the end: `1.0` and `1` are both right.
FRACTIONS = [0.25, -2.75, 1234.5]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("driver", nargs="+", help="the program that makes the calls, and its arguments")
    arguments = parser.parse_args()
    service = json.loads((arguments.model / "service-2.json").read_text(encoding="utf-8"))
    model = botocore.model.ServiceModel(service, arguments.model.name)
    calls = [call for name in model.operation_names for call in calls_of(model.operation_model(name))]
    answers = run(arguments.driver, [call["line"] for call in calls])
    failures = []
    for call, answer in zip(calls, answers):
        failures += [f"{call['line']['operation']}: {text}" for text in judge(call, answer)]
    for call, answer in zip(calls, answers):
        failures += [f"not noticed: {text}" for text in unnoticed(call, answer)]
    for failure in failures[:20]:
        print(f"FAILED  {failure}")
    print(f"{len(calls)} calls of {len(model.operation_names)} operations, {len(failures)} failed")
    sys.exit(1 if failures else 0)


def calls_of(operation):
    dice = random.Random(operation.name)
    for number in range(ROUNDS):
        # The first has all there is, the second no more than it must, as far as both are possible.
        often = [1.0, 0.0][number] if number < 2 else 0.6
        maker = Maker(dice, often)
        params = maker.value(operation.input_shape) if operation.input_shape else {}
        output = maker.value(operation.output_shape) if operation.output_shape else {}
        line = {
            "operation": operation.name,
            "params": plain(params),
            "response": document(operation, output),
        }
        yield {"line": line, "params": params, "output": output, "operation": operation}


class Maker:
    """Makes up values of shapes."""

    def __init__(self, dice, often):
        self.dice = dice
        self.often = often

    def value(self, shape, depth=0):
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape, depth)
        if kind == "list":
            # An empty flattened list has no element to go by the name of.
            least = 1 if shape.serialization.get("flattened") else 0
            count = 0 if depth >= DEEPEST else self.dice.randint(least, 2)
            return [self.value(shape.member, depth + 1) for _ in range(count)]
        if kind == "map":
            # The order of entries means nothing; ours are sorted.
            keys = sorted(self.value(shape.key, depth + 1) for _ in range(self.dice.randint(0, 2)))
            return {key: self.value(shape.value, depth + 1) for key in keys}
        if kind == "string":
            return self.dice.choice([*shape.enum, "of-a-later-version"] if shape.enum else TEXTS)
        if kind in INTEGERS:
            return self.dice.choice(INTEGERS[kind])
        if kind in ("float", "double"):
            return self.dice.choice(FRACTIONS)
        if kind == "boolean":
            return self.dice.choice([True, False])
        if kind == "timestamp":
            return datetime.datetime.fromtimestamp(self.dice.randint(0, 2**32), datetime.timezone.utc)
        if kind == "blob":
            return self.dice.choice(TEXTS).encode("utf-8")
        raise NotImplementedError(kind)

    def structure(self, shape, depth):
        if getattr(shape, "is_tagged_union", False):
            name = self.dice.choice(list(shape.members))
            return {name: self.value(shape.members[name], depth + 1)}
        required = set(shape.required_members)
        made = {}
        for name, member in shape.members.items():
            # A token that is not set would be made up by each in its own way.
            needed = name in required or member.metadata.get("idempotencyToken")
            if needed or (depth < DEEPEST and self.dice.random() < self.often):
                made[name] = self.value(member, depth + 1)
        return made


def plain(value):
    """As the driver takes and gives it: times in seconds, blobs as text."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(element) for element in value]
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value


def document(operation, output):
    """The answer of a service that has this output."""
    result = ""
    if operation.output_shape:
        wrapper = operation.output_shape.serialization["resultWrapper"]
        result = f"<{wrapper}>{content(operation.output_shape, output)}</{wrapper}>"
    name = f"{operation.name}Response"
    return f"<{name}>{result}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{name}>"


def content(shape, value):
    kind = shape.type_name
    if kind == "structure":
        return "".join(element(member_name(shape.members[name], name), shape.members[name], member) for name, member in value.items())
    if kind == "list":
        name = shape.member.serialization.get("name", "member")
        return "".join(element(name, shape.member, item) for item in value)
    if kind == "map":
        return "".join(f"<entry>{entry(shape, item)}</entry>" for item in value.items())
    if kind == "timestamp":
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if kind == "blob":
        return base64.b64encode(value).decode("ascii")
    if kind == "boolean":
        return "true" if value else "false"
    return xml.sax.saxutils.escape(str(value), {"\r": "&#13;"})


def element(name, shape, value):
    if shape.serialization.get("flattened") and shape.type_name == "list":
        return "".join(element(name, shape.member, item) for item in value)
    if shape.serialization.get("flattened") and shape.type_name == "map":
        return "".join(f"<{name}>{entry(shape, item)}</{name}>" for item in value.items())
    return f"<{name}>{content(shape, value)}</{name}>"


def entry(shape, item):
    key, value = (shape.key, shape.value)
    names = (key.serialization.get("name", "key"), value.serialization.get("name", "value"))
    return element(names[0], key, item[0]) + element(names[1], value, item[1])


def member_name(shape, name):
    """Flattened lists go by the name of their elements."""
    if shape.serialization.get("flattened") and shape.type_name == "list" and "name" in shape.member.serialization:
        return shape.member.serialization["name"]
    return shape.serialization.get("name", name)


def judge(call, answer):
    """What is wrong with a call, as texts."""
    if "body" not in answer:
        return [f"no request: {answer.get('error')}"]
    complaints = []
    wanted, got = pairs_of_botocore(call), pairs_of(answer["body"])
    if wanted != got:
        complaints.append(f"sent {shorten(minus(got, wanted))}, botocore has {shorten(minus(wanted, got))}")
    if answer.get("output") is None:
        return [*complaints, f"no output: {answer.get('problem')} of {call['line']['response'][:300]}"]
    parser = botocore.parsers.create_parser("query")
    response = {"body": call["line"]["response"].encode("utf-8"), "headers": {}, "status_code": 200}
    wanted = parser.parse(response, call["operation"].output_shape)
    wanted.pop("ResponseMetadata", None)
    wanted = without_nothing(plain(wanted))
    if wanted != without_nothing(plain(call["output"])):
        complaints.append("botocore does not read what was written")
    got = without_nothing(answer["output"])
    if got != wanted:
        complaints.append(f"read {json.dumps(got)[:600]}, botocore has {json.dumps(wanted)[:600]}")
    return complaints


def without_nothing(value):
    """Flattened lists and maps without elements leave no trace."""
    if isinstance(value, dict):
        members = {name: without_nothing(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member not in ([], {}, None)}
    return [without_nothing(element) for element in value] if isinstance(value, list) else value


def pairs_of_botocore(call):
    serializer = botocore.serialize.create_serializer("query", include_validation=False)
    body = serializer.serialize_to_request(call["params"], call["operation"])["body"]
    return sorted((name, text(value)) for name, value in body.items())


def text(value):
    return value if isinstance(value, str) else json.dumps(value)


def pairs_of(body):
    return sorted(urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True))


def minus(left, right):
    rest = list(right)
    return [pair for pair in left if pair not in rest or rest.remove(pair)]


def shorten(pairs):
    return ", ".join(f"{name}={value[:40]!r}" for name, value in pairs[:8]) or "no more"


def unnoticed(call, answer):
    """Alterations of a good call that were not noticed."""
    if judge(call, answer):
        return []
    found = []
    if not judge(call, answer | {"body": answer["body"] + "&Stray=1"}):
        found.append(f"{call['line']['operation']}: a pair too many")
    first = next(iter(answer["output"]), None)
    rest = {name: value for name, value in answer["output"].items() if name != first}
    if without_nothing(rest) != without_nothing(answer["output"]) and not judge(call, answer | {"output": rest}):
        found.append(f"{call['line']['operation']}: a member that is not read")
    return found


def run(driver, lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    process = subprocess.run(driver, input=text.encode("utf-8"), stdout=subprocess.PIPE)
    answers = [json.loads(line) for line in process.stdout.decode("utf-8").splitlines() if line.strip()]
    if process.returncode != 0 or len(answers) != len(lines):
        sys.exit(f"{driver[0]} ended with {process.returncode} and {len(answers)} answers to {len(lines)} calls")
    return answers


if __name__ == "__main__":
    main()
