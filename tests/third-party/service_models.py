"""Unpacks what botocore knows of services that speak awsQuery into files that the generator reads.

Takes a directory, and names of services where only some are wanted. Prints a line of JSON per service and API version:
its name and the directory of its files.
"""

import argparse
import gzip
import json
import pathlib

import botocore

DATA = pathlib.Path(botocore.__file__).parent / "data"
SERVICE = "service-2.json"
NEIGHBOURS = ["endpoint-rule-set-1.json", "paginators-1.json", "waiters-2.json"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("services", nargs="*")
    arguments = parser.parse_args()
    for version in sorted(DATA.glob("*/*")):
        name = version.parent.name
        if arguments.services and name not in arguments.services:
            continue
        service = content(version / SERVICE)
        if service is None or "query" not in protocols(json.loads(service)):
            continue
        directory = arguments.directory / f"{name}-{version.name}"
        directory.mkdir(parents=True, exist_ok=True)
        for file in [SERVICE, *NEIGHBOURS]:
            text = content(version / file)
            if text is not None:
                (directory / file).write_bytes(text)
        print(json.dumps({"name": f"{name}-{version.name}", "directory": str(directory)}))


def protocols(service):
    metadata = service["metadata"]
    return [metadata["protocol"], *metadata.get("protocols", [])]


def content(path):
    """The file's bytes; botocore packs the large ones."""
    packed = path.with_name(path.name + ".gz")
    if packed.exists():
        return gzip.decompress(packed.read_bytes())
    return path.read_bytes() if path.exists() else None


if __name__ == "__main__":
    main()
