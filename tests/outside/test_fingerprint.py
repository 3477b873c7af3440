"""verify.py computes the digits on the paper as the agent does, and from no key of another use."""

import base64
import hashlib
import itertools

import pytest

import verify
from capture.protocol import log
from capture.protocol.evidence import LogTrust
from governance.audit.acts import STAFF


def key(name: str, kind: int, fill: int) -> str:
    raw = bytes([kind]) + bytes([fill]) * 32
    mark = hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    return f"{name}+{mark}+{base64.b64encode(raw).decode()}"


LOGS = (key("example.org/log", 1, 7), key("example.org/log", 1, 8))
WITNESSES = (key("council", 4, 9), key("outside", 4, 10))
BOTH = ("compliance", "representative")


def asked(capsys, logs, witnesses, approvers=BOTH):
    words = [("--log", one) for one in logs] + [("--witness", one) for one in witnesses]
    words += [("--approver", one) for one in approvers]
    code = verify.main(["fingerprint", *itertools.chain(*words)])
    return code, capsys.readouterr().out.strip()


@pytest.mark.parametrize("approvers", [("compliance",), BOTH, ("hr", "steward", "purpose_owner")])
@pytest.mark.parametrize("witnesses", [0, 1, 2])
@pytest.mark.parametrize("logs", [1, 2])
def test_digits_are_those_of_the_agent_in_any_order(capsys, logs, witnesses, approvers):
    given, seen = LOGS[:logs], WITNESSES[:witnesses]
    trust = LogTrust(origin="example.org/log", keys=given, witnesses=seen)
    shown = log.fingerprint(trust, approvers)
    assert asked(capsys, given[::-1], seen[::-1], approvers[::-1]) == (0, shown)
    assert asked(capsys, given, seen, (*approvers, *approvers)) == (0, shown)


def test_each_role_more_or_less_makes_other_digits(capsys):
    sets = [roles for size in (1, 2, 3) for roles in itertools.combinations(verify.APPROVERS, size)]
    assert len({asked(capsys, LOGS, WITNESSES, roles) for roles in sets}) == len(sets)


@pytest.mark.parametrize("approvers", [(), ("employee",), ("representitive",), ("hr\nsteward",)])
def test_who_has_to_approve_must_be_said_and_known(capsys, approvers):
    with pytest.raises(SystemExit) as ended:
        asked(capsys, LOGS, (), approvers)
    assert ended.value.code == 2
    assert "--approver" in capsys.readouterr().err


def test_every_role_of_sayso_that_can_approve_is_known():
    assert set(verify.APPROVERS) == {str(role) for role in STAFF}


def test_a_key_of_another_use_or_log_gives_no_digits(capsys):
    assert asked(capsys, WITNESSES[:1], ())[0] == 2
    assert asked(capsys, LOGS, LOGS[:1])[0] == 2
    assert asked(capsys, (*LOGS, key("another", 1, 7)), ())[0] == 2
    bad = LOGS[0].replace("example.org/log+", "example.org/log+0", 1)
    assert asked(capsys, (bad,), ())[0] == 2
