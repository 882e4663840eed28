"""Serves moto, an STS and IAM that others wrote, on a port of the system's choosing.

Prints one line of JSON (where it listens, what it trusts, and with --set-up whose keys it knows) once it
is ready, and ends when standard input does: a parent that dies takes it along. A line `verify` there
means that from now on every request must be signed by a key it knows; botocore's signer is what it is
checked with. It is answered by a line of JSON.

moto cannot serve the two unsigned operations while it verifies, hence a second instance that does not.
"""

import argparse
import base64
import json
import logging
import pathlib
import sys
import urllib.request

import botocore.session
from moto.server import ThreadedMotoServer

HERE = pathlib.Path(__file__).parent
ACCOUNT = "123456789012"
EXTERNAL_ID = "unicorn-42"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set-up", action="store_true", help="make the users and roles that the calls need")
    arguments = parser.parse_args()

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())

    ready = {"url": url, "saml_assertion": assertion()}
    if arguments.set_up:
        ready.update(set_up(url))
    print(json.dumps(ready), flush=True)

    for line in sys.stdin:
        if line.strip() == "verify":
            verify_from_now_on(url)
            print(json.dumps({"verifying": True}), flush=True)
    server.stop()


def set_up(url):
    """A user who may do everything, one who may do nothing, and a role that the first may assume."""
    iam = botocore.session.Session().create_client(
        "iam", "us-east-1", endpoint_url=url, aws_access_key_id="setup", aws_secret_access_key="setup"
    )
    known = {"account": ACCOUNT, "external_id": EXTERNAL_ID}
    for name in ["admin", "nobody"]:
        known[f"{name}_arn"] = iam.create_user(UserName=name)["User"]["Arn"]
        key = iam.create_access_key(UserName=name)["AccessKey"]
        known[f"{name}_access_key_id"] = key["AccessKeyId"]
        known[f"{name}_secret_access_key"] = key["SecretAccessKey"]
    iam.put_user_policy(UserName="admin", PolicyName="all", PolicyDocument=allow("*"))

    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": known["admin_arn"]},
        "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
    }
    role = iam.create_role(RoleName="demo", AssumeRolePolicyDocument=document(trust))
    known["role_arn"] = role["Role"]["Arn"]
    iam.put_role_policy(RoleName="demo", PolicyName="one", PolicyDocument=allow("sts:GetFederationToken"))
    return known


def allow(action):
    return document({"Effect": "Allow", "Action": action, "Resource": "*"})


def document(statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def verify_from_now_on(url):
    # The number of further actions that moto lets through unchecked. A form would be parsed away.
    plain = {"Content-Type": "text/plain"}
    request = urllib.request.Request(f"{url}/moto-api/reset-auth", data=b"0", headers=plain)
    with urllib.request.urlopen(request) as response:
        response.read()


def assertion():
    return base64.b64encode((HERE / "saml_response.xml").read_bytes()).decode()


if __name__ == "__main__":
    main()
