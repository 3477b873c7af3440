"""Each day the newest checkpoint goes to those who keep one; it says nothing of anybody."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

import verify
from governance.audit import checkpoints, sequencer, subscribers, tasks, witnesses
from governance.audit.models import AuditCheckpoint
from governance.keys import signers
from governance.signing import Use
from tests import factories
from tests.governance.audit.log_kit import own_log, write
from tests.governance.audit.scripted_witness import ScriptedWitness

__all__ = ["own_log"]
READERS = ["council@union.example", "law@firm.example"]


@pytest.fixture
def subscribed(own_log, settings):
    settings.CHECKPOINT_SUBSCRIBERS = READERS
    write(3)
    sequencer.run()


def sent():
    tasks.mail_checkpoint()
    return mail.outbox


def file_of(message) -> str:
    [(_name, content, kind)] = message.attachments
    assert kind == "text/plain"
    return content


def test_each_subscriber_gets_it_alone(subscribed):
    assert [message.to for message in sent()] == [[one] for one in READERS]
    for message, other in zip(mail.outbox, reversed(READERS), strict=True):
        assert other not in message.message().as_string()
        assert "text/html" not in message.message().as_string()


def test_what_is_mailed_is_signed_by_the_log(subscribed):
    newest = AuditCheckpoint.objects.order_by("-size").first()
    note = file_of(sent()[0])
    keys = [(None, key) for key in signers.public_keys(Use.LOG).values()]
    _origin, size, root = verify.checkpoint(note, keys)
    assert (size, root) == (newest.size, bytes(newest.root))
    assert note in mail.outbox[0].body
    assert mail.outbox[0].attachments[0][0] == f"checkpoint-{size}.txt"


def test_the_mail_names_commands_that_verify_takes(subscribed, tmp_path, monkeypatch, capsys):
    body = sent()[0].body
    commands = [line.split()[2:] for line in body.splitlines() if "verify.py" in line]
    commands = [one for one in commands if one and one[0] == "checkpoint"]
    assert len(commands) == 2
    (tmp_path / commands[0][1]).write_text(file_of(mail.outbox[0]), encoding="utf-8")
    public = list(signers.public_keys(Use.LOG).values())[-1]
    origin = file_of(mail.outbox[0]).splitlines()[0]
    (tmp_path / "log-key.txt").write_text(checkpoints.verifier_key(origin, public))
    monkeypatch.chdir(tmp_path)
    assert verify.main(commands[0]) == 0
    assert "It holds." in capsys.readouterr().out
    verify.arguments().parse_args(commands[1])


def test_a_cosigned_checkpoint_goes_before_a_newer_one(subscribed, settings):
    with ScriptedWitness() as there:
        settings.WITNESSES = there.setting
        witnesses.cosign()
        cosigned = AuditCheckpoint.objects.order_by("-size").first()
        write(2)
        sequencer.run()
    note = file_of(sent()[0])
    assert note.splitlines()[1] == str(cosigned.size)
    assert "\u2014 witness.example " in note
    assert "Attention" not in mail.outbox[0].body


def test_the_mail_says_when_a_witness_has_not_cosigned(subscribed, settings):
    with ScriptedWitness() as there:
        settings.WITNESSES = there.setting
    body = sent()[0].body
    assert "Attention: not every witness has cosigned" in body
    assert "No witness watches this log." not in body


def test_the_mail_says_when_nobody_watches(subscribed):
    assert "No witness watches this log." in sent()[0].body


def test_nothing_about_people_is_in_it(company, settings, own_log):
    settings.CHECKPOINT_SUBSCRIBERS = READERS[:1]
    factories.allow(company.employee)
    sequencer.run()
    [message] = sent()
    whole = message.message().as_string() + message.body + file_of(message)
    assert company.employee.owner not in whole
    assert company.employee.name not in whole
    assert company.employee.email not in whole
    assert company.slug not in whole


def test_one_mail_that_fails_holds_up_no_other_and_names_nobody(subscribed, monkeypatch, caplog):
    real = EmailBackend.send_messages

    def send(self, messages):
        if messages[0].to == READERS[:1]:
            raise OSError(READERS[0])
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert subscribers.send() == 1
    assert [message.to for message in mail.outbox] == [READERS[1:]]
    assert "OSError" in caplog.text
    assert not any(one in caplog.text for one in READERS)


def test_without_subscribers_nothing_is_asked_or_sent(own_log, settings, django_assert_num_queries):
    settings.CHECKPOINT_SUBSCRIBERS = []
    with django_assert_num_queries(0):
        assert subscribers.send() == 0
    assert not mail.outbox


def test_an_empty_log_mails_nothing(own_log, settings):
    settings.CHECKPOINT_SUBSCRIBERS = READERS
    assert subscribers.send() == 0
    assert not mail.outbox
