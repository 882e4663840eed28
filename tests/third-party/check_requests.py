"""Compares the requests that we sign with those that botocore makes of the same inputs.

Takes a command that reads a line of JSON per input of requests.json and prints a line of JSON per
request, as sent. botocore's serializer says what the body holds, its signer what the
signature is, its endpoint rules where the request goes, its model what is sent unsigned.

Requests are altered as well, and each alteration has to be noticed: a check that cannot fail is none.
"""

import argparse
import datetime
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse
from unittest import mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.model
import botocore.serialize
import botocore.session

HERE = pathlib.Path(__file__).resolve().parent
OUR_MODEL = HERE.parents[1] / "model/sts.json"
# A model that AWS published beside ours, on machines that have it: a second opinion.
SHARED_MODEL = HERE.parents[2] / "shared/models/botocore/sts/service-2.json"

REGION = "us-east-1"
TIME = datetime.datetime(2015, 8, 30, 12, 36, 0)
CREDENTIALS = botocore.credentials.Credentials(
    "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "AQoDYXdzEXAMPLEtoken//=="
)
SIGNED_AT_LEAST = {"content-type", "host", "x-amz-date", "x-amz-security-token"}
OF_A_SIGNATURE = {"authorization", "x-amz-date", "x-amz-security-token"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("driver", nargs="+", help="the program that makes the requests, and its arguments")
    arguments = parser.parse_args()

    cases = json.loads((HERE / "requests.json").read_text(encoding="utf-8"))
    oracle = Oracle()
    ours = paths_of_ours()
    for label, paths in oracle.unknown_to(ours):
        print(f"note: in {label} and not in ours: {', '.join(paths)}")
    report = Report()
    report.add("the table has every member of our model", lacks(cases, ours))
    answers = run(arguments.driver, cases)
    judged = []
    for number, (case, answer) in enumerate(zip(cases, answers), start=1):
        complaints = oracle.judge(case, answer)
        judged.append((case, answer, not complaints))
        session = case["params"].get("RoleSessionName")
        report.add(f"{number:2} {case['operation']}" + (f" ({session})" if session else ""), complaints)
    for name, complaints in self_checks(judged, oracle):
        report.add(f"noticed: {name}", complaints)
    print(f"{report.passed} passed, {report.failed} failed")
    sys.exit(1 if report.failed else 0)


class Oracle:
    """What botocore says of an input, and of the request that we made of it."""

    def __init__(self):
        session = botocore.session.Session()
        bundled = session.get_service_model("sts")
        self.models = [("botocore's model", bundled)]
        if SHARED_MODEL.exists():
            shared = json.loads(SHARED_MODEL.read_text(encoding="utf-8"))
            self.models.append(("the shared model", botocore.model.ServiceModel(shared, "sts")))
        else:
            print("skipped: the shared model, which is not beside this repository")
        client = session.create_client(
            "sts", REGION, aws_access_key_id="unused", aws_secret_access_key="unused"
        )
        self.endpoint = client.meta.endpoint_url

    def unknown_to(self, ours):
        """What botocore's models have and ours has not, each by the model that has it."""
        for label, model in self.models:
            theirs = set()
            for name in model.operation_names:
                theirs |= paths_of(model.operation_model(name).input_shape, name)
            if theirs - ours:
                yield label, sorted(theirs - ours)

    def operations(self, name):
        """The operation in every model that has it."""
        return [(label, model.operation_model(name)) for label, model in self.models if name in model.operation_names]

    def judge(self, case, answer):
        """What is wrong with our request, as texts."""
        operations = self.operations(case["operation"])
        if not operations:
            return ["no model of botocore's has this operation"]
        if answer.get("operation") != case["operation"]:
            return [f"the answer is for {answer.get('operation')}"]
        if "error" in answer:
            return [f"no request: {answer['error']}"]
        complaints = []
        for label, operation in operations:
            complaints += [f"{label}: {text}" for text in body_differs(case, answer, operation)]
        body = answer["body"].encode("utf-8")
        headers, repeated = by_name(answer["headers"])
        if repeated:
            complaints.append(f"headers twice: {repeated}")
        expected = {
            "method": ("POST", answer["method"]),
            "URI": (self.endpoint.rstrip("/") + "/", answer["uri"]),
            "host": (urllib.parse.urlsplit(answer["uri"]).netloc, headers.get("host")),
            "content-type": ("application/x-www-form-urlencoded", headers.get("content-type")),
            "content-length": (str(len(body)), headers.get("content-length")),
        }
        complaints += [f"{name} is {got!r}, not {want!r}" for name, (want, got) in expected.items() if got != want]
        if any(operation.auth_type == "none" for _, operation in operations):
            signed = sorted(OF_A_SIGNATURE & set(headers))
            return complaints + [f"unsigned, and has {name}" for name in signed]
        return complaints + signature_differs(answer, headers, body)


def body_differs(case, answer, operation):
    serializer = botocore.serialize.create_serializer("query", include_validation=False)
    wanted = serializer.serialize_to_request(case["params"], operation)["body"]
    wanted = sorted((name, str(value)) for name, value in wanted.items())
    try:
        ordered = urllib.parse.parse_qsl(
            answer["body"], keep_blank_values=True, strict_parsing=True, errors="strict"
        )
    except ValueError as error:
        return [f"the body is no form: {error}"]
    got = sorted(ordered)
    complaints = []
    if got != wanted:
        complaints.append(f"body: got {shorten(minus(got, wanted))}, botocore has {shorten(minus(wanted, got))}")
    # Pairs alone would not tell `+` from `%20`, nor `%7e` from `~`.
    strict = "&".join("=".join(urllib.parse.quote(part, safe="-._~") for part in pair) for pair in ordered)
    if strict != answer["body"]:
        complaints.append("body: not percent-encoded as RFC 3986 says, upper case and unreserved characters only")
    return complaints


def minus(left, right):
    rest = list(right)
    return [pair for pair in left if pair not in rest or rest.remove(pair)]


def shorten(pairs):
    return ", ".join(f"{name}={value[:40]!r}" for name, value in pairs) or "no more"


def signature_differs(answer, headers, body):
    """botocore signs the same bytes with the same choice of headers."""
    authorization = headers.get("authorization", "")
    names = re.search(r"SignedHeaders=([^,]*)", authorization)
    if not names:
        return [f"not signed: {authorization!r}"]
    names = names.group(1).split(";")
    unsigned = sorted(SIGNED_AT_LEAST - set(names))
    absent = sorted(set(names) - set(headers))
    if unsigned or absent:
        return [f"not among the signed headers: {unsigned}; signed, but not sent: {absent}"]
    request = botocore.awsrequest.AWSRequest(
        method=answer["method"],
        url=answer["uri"],
        data=body,
        headers={name: headers[name] for name in names},
    )
    signer = botocore.auth.SigV4Auth(CREDENTIALS, "sts", REGION)
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda: TIME):
        signer.add_auth(request)
    return [
        f"{name} is {headers[name]!r}, botocore has {request.headers[name]!r}"
        for name in sorted(OF_A_SIGNATURE)
        if request.headers[name] != headers[name]
    ]


def by_name(pairs):
    headers, repeated = {}, []
    for name, value in pairs:
        name = name.lower()
        if name in headers:
            repeated.append(name)
        headers[name] = value
    return headers, repeated


def run(driver, cases):
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    process = subprocess.run(driver, input=lines.encode("utf-8"), stdout=subprocess.PIPE)
    answers = [json.loads(line) for line in process.stdout.decode("utf-8").splitlines() if line.strip()]
    if process.returncode != 0 or len(answers) != len(cases):
        sys.exit(f"{driver[0]} ended with {process.returncode} and {len(answers)} answers to {len(cases)} inputs")
    return answers


def lacks(cases, ours):
    """Members of our model that no input sets, lists that are never empty or never have two elements."""
    seen = set()
    for case in cases:
        walk(case["params"], case["operation"], seen)
    return [f"never there: {path}" for path in sorted(ours - seen)]


def walk(value, path, seen):
    seen.add(path)
    if isinstance(value, dict):
        for name, member in value.items():
            walk(member, f"{path}.{name}", seen)
    elif isinstance(value, list):
        seen.add(f"{path}, {['empty', 'one'][len(value)] if len(value) < 2 else 'several'}")
        for element in value:
            walk(element, f"{path}[]", seen)


def paths_of_ours():
    """Every operation, member and form of a list in our own model."""
    shapes = json.loads(OUR_MODEL.read_text(encoding="utf-8"))["shapes"]
    paths = set()

    def visit(target, path):
        paths.add(path)
        shape = shapes.get(target, {})
        for name, member in shape.get("members", {}).items():
            visit(member["target"], f"{path}.{name}")
        if shape.get("type") == "list":
            paths.update({f"{path}, empty", f"{path}, several"})
            visit(shape["member"]["target"], f"{path}[]")

    for name, shape in shapes.items():
        if shape["type"] == "operation":
            visit(shape["input"]["target"], name.split("#")[1])
    return paths


def paths_of(shape, path):
    """The same of a shape of botocore's."""
    paths = {path}
    if shape is not None and shape.type_name == "structure":
        for name, member in shape.members.items():
            paths |= paths_of(member, f"{path}.{name}")
    elif shape is not None and shape.type_name == "list":
        paths |= {f"{path}, empty", f"{path}, several"} | paths_of(shape.member, f"{path}[]")
    return paths


def self_checks(judged, oracle):
    """Good requests, each altered in one way, and what the oracle then failed to say."""

    def find(wanted):
        for case, answer, good in judged:
            if good and wanted(answer):
                return case, answer
        return None, None

    def in_body(answer, text):
        return text in answer["body"]

    def signed(answer):
        return any(name.lower() == "authorization" for name, _ in answer["headers"])

    bodies = [
        ("a value that differs", "=nightly-report", "=nightly-reporu"),
        ("an action that differs", "Action=GetSessionToken&", "Action=GetSessionTokem&"),
        ("a version that differs", "Version=2011-06-15", "Version=2011-06-16"),
        ("a pair that is missing", "&DurationSeconds=900", ""),
        ("a pair that is there twice", "&DurationSeconds=900", "&DurationSeconds=900&DurationSeconds=900"),
        ("a list counted from 0", ".member.1.", ".member.0."),
        ("a list without `member`", ".member.1.", ".1."),
        ("an empty list left out", "&Tags=", ""),
        ("an `arn` with a capital", ".arn=", ".Arn="),
        ("a blank as `+`", "%20", "+"),
        ("lower case escapes", "%3A", "%3a"),
        ("an escape too many", "nightly", "%6Eightly"),
        ("an escape too few", "%40", "@"),
        ("a line end rewritten", "%0A", "%0D%0A"),
    ]
    for name, old, new in bodies:
        case, answer = find(lambda answer: in_body(answer, old))
        yield name, unnoticed(oracle, case, answer, answer and with_body(answer, answer["body"].replace(old, new)))

    anything = find(lambda answer: True)
    signed_one = find(signed)
    unsigned_one = find(lambda answer: not signed(answer))
    others = [
        ("another method", anything, lambda answer: answer | {"method": "GET"}),
        ("another path", anything, lambda answer: answer | {"uri": answer["uri"] + "sts"}),
        ("another endpoint", anything, lambda answer: answer | {"uri": "https://sts.amazonaws.com/"}),
        ("another operation", anything, lambda answer: answer | {"operation": "GetNothing"}),
        ("an error", anything, lambda answer: {"operation": answer["operation"], "error": "an error"}),
        ("another content type", anything, header("content-type", lambda value: value + "; charset=utf-8")),
        ("another length", anything, header("content-length", lambda value: value + "0")),
        ("another host", anything, header("host", lambda value: value + ":443")),
        ("a header twice", anything, lambda answer: answer | {"headers": answer["headers"] + answer["headers"][:1]}),
        ("another signature", signed_one, header("authorization", flip_last)),
        ("another access key id", signed_one, header("authorization", lambda value: value.replace("AKID", "AKIE"))),
        ("another region", signed_one, header("authorization", lambda value: value.replace(REGION, "us-east-2"))),
        ("other blanks", signed_one, header("authorization", lambda value: value.replace(", Sig", ",Sig"))),
        ("no signature", signed_one, header("authorization", None)),
        ("the token not signed", signed_one, header("authorization", without_token)),
        ("another date", signed_one, header("x-amz-date", lambda value: value.replace("2015", "2016"))),
        ("no date", signed_one, header("x-amz-date", None)),
        ("another token", signed_one, header("x-amz-security-token", lambda value: value + "=")),
        ("no token", signed_one, header("x-amz-security-token", None)),
        ("a signature where none belongs", unsigned_one, added("authorization", "AWS4-HMAC-SHA256 Credential=x")),
        ("a token where none belongs", unsigned_one, added("x-amz-security-token", "x")),
    ]
    for name, (case, answer), alter in others:
        yield name, unnoticed(oracle, case, answer, answer and alter(answer))


def unnoticed(oracle, case, answer, altered):
    if answer is None:
        return ["no good request to alter"]
    if altered == answer:
        return ["the alteration alters nothing"]
    return [] if oracle.judge(case, altered) else ["it was not"]


def with_body(answer, body):
    # The length follows, so that it is not what gives the body away.
    length = str(len(body.encode("utf-8")))
    return header("content-length", lambda _: length)(answer) | {"body": body}


def header(wanted, alter):
    """Alters a header's value, or takes the header away."""

    def apply(answer):
        headers = []
        for name, value in answer["headers"]:
            if name.lower() != wanted:
                headers.append([name, value])
            elif alter is not None:
                headers.append([name, alter(value)])
        return answer | {"headers": headers}

    return apply


def added(name, value):
    return lambda answer: answer | {"headers": answer["headers"] + [[name, value]]}


def without_token(value):
    return value.replace(";x-amz-security-token", "")


def flip_last(value):
    return value[:-1] + ("0" if value[-1] != "0" else "1")


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def add(self, name, complaints):
        if complaints:
            self.failed += 1
            print(f"FAILED  {name}")
            for complaint in complaints:
                print(f"        {complaint}")
        else:
            self.passed += 1
            print(f"ok      {name}")


if __name__ == "__main__":
    main()
