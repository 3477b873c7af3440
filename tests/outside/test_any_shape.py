"""Whatever stands in whichever place of a file: verify.py ends as it says, and never by a fault."""

import copy
import json

import pytest

import verify
from tests.outside.signing_kit import CERTIFICATE, entry
from tests.outside.test_lost_anywhere import COMMANDS, device, server

__all__ = ["server"]
SHAPES = (None, True, 0, 10**40, "x", "\ud800", [], {})
DEEP = "[" * 2_000


def places(value: object, before: tuple = ()) -> list[tuple]:
    """Return the way to every value in a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = [(*before, name) for name, _one in inside]
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for name, one in inside:
        if isinstance(one, dict | list):
            found += places(one, (*before, name))
    return found


def changed(whole: object, way: tuple, shape: object) -> object:
    made = copy.deepcopy(whole)
    there = made
    for name in way[:-1]:
        there = there[name]
    if shape is DEEP:
        there[way[-1]] = "@"
        return json.dumps(made).replace('"@"', DEEP)
    there[way[-1]] = shape
    return json.dumps(made)


@pytest.fixture
def ready(server):
    """Write a certificate with its place in a log, and what a device signed."""
    device(server)
    payload = verify.from64url(server.sign("certificate", CERTIFICATE)["payload"])
    line, leaf = entry(subject=verify.hashlib.sha256(payload).hexdigest())
    proof = {"checkpoint": server.log.note([leaf]), "index": 0, "path": [], "entry": line}
    server.sign("certificate", CERTIFICATE, proof=proof)
    return server


DEVICE = ("", ["conflict", "lease.json", "device.json", "--keys", "keys.json"], 1, 2)
ALL = COMMANDS | {"conflict, the device": DEVICE}


def ends(words: list[str], name: str, way: tuple, shape: object) -> tuple[int, ...]:
    """Return how it may end: what is signed or hashed never holds; of the keys some may lack."""
    if name == "keys.json":
        return (0, 1, 2)
    if (way, shape) == (("proof",), None):
        return (0,)  # a certificate without its place holds as well
    return (2,) if words[0] == "conflict" else (1, 2)


@pytest.mark.parametrize("one", ALL)
def test_no_shape_in_no_place_ends_by_a_fault_or_passes(one, ready, capsys):
    _use, words, before, _after = ALL[one]
    assert verify.main(words) == before
    for name in (word for word in words if word.endswith(".json")):
        kept = (ready.folder / name).read_text()
        whole = json.loads(kept)
        odd = [(way, shape) for way in places(whole) for shape in (*SHAPES, DEEP)]
        for way, shape in odd:
            text = changed(whole, way, shape)
            if text != json.dumps(whole):
                ready.put(name, text)
                assert verify.main(words) in ends(words, name, way, shape), (name, way, shape)
        ready.put(name, kept)
    said = capsys.readouterr()
    assert said.err == ""
    assert verify.main(words) == before
