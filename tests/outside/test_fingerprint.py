"""verify.py computes the digits on the paper as the agent does, and from no key of another use."""

import base64
import hashlib
import itertools

import pytest

import verify
from capture.protocol import log
from capture.protocol.evidence import LogTrust


def key(name: str, kind: int, fill: int) -> str:
    raw = bytes([kind]) + bytes([fill]) * 32
    mark = hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    return f"{name}+{mark}+{base64.b64encode(raw).decode()}"


LOGS = (key("example.org/log", 1, 7), key("example.org/log", 1, 8))
WITNESSES = (key("council", 4, 9), key("outside", 4, 10))


def asked(capsys, logs, witnesses):
    words = [("--log", one) for one in logs] + [("--witness", one) for one in witnesses]
    code = verify.main(["fingerprint", *itertools.chain(*words)])
    return code, capsys.readouterr().out.strip()


@pytest.mark.parametrize("witnesses", [0, 1, 2])
@pytest.mark.parametrize("logs", [1, 2])
def test_digits_are_those_of_the_agent_in_any_order(capsys, logs, witnesses):
    given, seen = LOGS[:logs], WITNESSES[:witnesses]
    trust = LogTrust.model_construct(origin="example.org/log", keys=given, witnesses=seen)
    assert asked(capsys, given[::-1], seen[::-1]) == (0, log.fingerprint(trust))


def test_a_key_of_another_use_or_log_gives_no_digits(capsys):
    assert asked(capsys, WITNESSES[:1], ())[0] == 2
    assert asked(capsys, LOGS, LOGS[:1])[0] == 2
    assert asked(capsys, (*LOGS, key("another", 1, 7)), ())[0] == 2
    bad = LOGS[0].replace("example.org/log+", "example.org/log+0", 1)
    assert asked(capsys, (bad,), ())[0] == 2
