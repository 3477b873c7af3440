"""The commands of the agent: `python -m capture.agent enrol | run | status | ...`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from capture.agent import exclude_command, preview, proof_commands, working
from capture.agent.assembly import LEFTOVERS, http_client, react_once, vault_of
from capture.agent.calls import InsecureAddress, Refused, Unreachable, checked_server
from capture.agent.clock import SystemClock
from capture.agent.control import Command, Do, NotRunning, Reaction, Status, ask
from capture.agent.enrolment import Enrolling, OtherLogin, login_name
from capture.agent.events import DesktopRefused
from capture.agent.exclusions import ExclusionsUnreadable
from capture.agent.identity import Enrolment, Identity, NotEnrolled
from capture.agent.indicator.sign import BarSign
from capture.agent.proof_commands import NothingKept, OtherFingerprint
from capture.agent.recorder import desktop_recorder
from capture.agent.selftest import NotRecording, SelfTest
from capture.agent.sentence import doubt_words
from capture.agent.state_folder import FolderInUse, StateFolder, default_state_folder
from capture.agent.uploader import DeviceEnded
from capture.agent.vault import KeyringUnavailable
from capture.agent.words import _
from capture.protocol.codes import Code
from capture.protocol.content import Episode
from capture.protocol.messages import Act, Enrolled, EnrolmentOpened, Question, Reply

DONE: Final = 0
FAILED: Final = 1
TRIES: Final = 20


def say(text: str) -> None:
    """Write one line for the person."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line; return the exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except KeyboardInterrupt:
        return FAILED
    except tuple(_SENTENCES) as error:
        sys.stderr.write(_sentence(error) + "\n")
        return FAILED


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="sayso-agent", description=_("The capture agent of Sayso."))
    top.add_argument("--state", type=Path, default=None, help=_("state folder of this agent"))
    commands = top.add_subparsers(required=True, metavar="command")

    def add(name: str, text: str, act: Callable[[argparse.Namespace], int]) -> _Parser:
        one = commands.add_parser(name, help=text, description=text)
        one.set_defaults(command=act)
        return one

    enrol_ = add("enrol", _("enrol this computer for you"), enrol)
    enrol_.add_argument("server", help=_("address of your company's Sayso"))
    enrol_.add_argument("--fingerprint", help=_("the six groups of digits on the paper"))
    add("run", _("record what you allowed, with a visible sign"), run)
    add("status", _("say what is so now"), status)
    pause_ = add("pause", _("record nothing until you resume"), pause)
    pause_.add_argument("--minutes", type=_minutes, help=_("end the pause by itself"))
    add("resume", _("end a pause that began on this computer"), resume)
    preview_ = add("preview", _("show exactly what would be sent"), show_preview)
    preview_.add_argument("--json", action="store_true", help=_("to the letter"))
    preview_.add_argument("--delete", type=UUID, nargs="+", metavar="ID", default=[])
    preview_.add_argument("--delete-all", action="store_true")
    withdraw_ = add("withdraw", _("stop, and erase what was captured"), withdraw)
    withdraw_.add_argument("--purpose", help=_("one purpose; without it, all of them"))
    forget_ = add("forget", _("erase the last minutes"), forget)
    forget_.add_argument("minutes", type=_minutes)
    exclude_ = add("exclude", _("what you never want recorded; kept here alone"), exclude)
    exclude_command.describe(exclude_)
    add("selftest", _("try what must never be recorded, and see that it is not"), selftest)
    add("answer", _("answer an open question with Yes or No"), answer)
    leases_ = add("leases", _("show what the server permitted here in 30 days"), proof)
    withdrawals_ = add("withdrawals", _("show what was withdrawn here"), proof)
    evidence_ = add("evidence", _("write down why the log is not believed"), proof)
    proof_commands.describe(leases_, withdrawals_, evidence_)
    return top


_Parser = argparse.ArgumentParser


def _minutes(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 527_040:
        raise argparse.ArgumentTypeError(_("minutes from 1 to 527040"))
    return value


def _folder(options: argparse.Namespace) -> StateFolder:
    return StateFolder(options.state or default_state_folder())


# enrol


def enrol(options: argparse.Namespace) -> int:
    """Enrol this computer: a code into the browser, two words back."""
    folder, server = _folder(options), checked_server(options.server)
    with folder.alone(), http_client() as http:
        enrolling = Enrolling(http, server, Ed25519PrivateKey.generate(), SystemClock())
        opened = enrolling.begin()
        say(_("Code: {code}").format(code=opened.code))
        say(
            _("Type it in the browser where you are signed in, under Devices: {server}").format(
                server=server
            )
        )
        say(_("Then type here the two words that the browser shows."))
        enrolled = _confirmed(enrolling, opened)
        if enrolled is None:
            return FAILED
        text = _("This computer will show that it records for {person} ({company}). Is that you?")
        say(text.format(person=enrolled.person, company=enrolled.company))
        if _reply() is Reply.NO:
            say(_("Nothing was kept here. Remove the device in the browser, under Devices."))
            return FAILED
        proof_commands.compare(enrolled, options.fingerprint, _on_paper)
        told = Enrolment(server=server, enrolled=enrolled)
        vault_of(Identity.create(folder, enrolling.private, told, LEFTOVERS)).create()
    say(_("Enrolled. Nothing is recorded before you allow it."))
    return DONE


def _on_paper(shown: str) -> bool:
    """Show the fingerprint and ask whether it is the one on the paper."""
    say(_("Fingerprint of the log: {fingerprint}").format(fingerprint=shown))
    say(_("Compare it with the paper of your representative. Is every digit the same?"))
    return _reply() is Reply.YES


def _confirmed(enrolling: Enrolling, opened: EnrolmentOpened) -> Enrolled | None:
    for _try in range(TRIES):
        words = _line(_("Words: "))
        if words is None:
            return None
        try:
            return enrolling.confirm(opened, words)
        except Refused as refusal:
            if refusal.code not in (Code.WORDS_WRONG, Code.ENROLMENT_PENDING):
                raise
            say(_code_sentence(refusal.code))
    return None


def _line(prompt: str) -> str | None:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None


def _reply() -> Reply:
    """Return Yes or No; the end of input is No."""
    while (line := _line(_("Yes or No: "))) is not None:
        if line.lower() in (_("yes"), "yes", "y"):
            return Reply.YES
        if line.lower() in (_("no"), "no", "n"):
            return Reply.NO
    return Reply.NO


# run


def run(options: argparse.Namespace) -> int:
    """Run the agent until it is stopped."""
    service = working.work(_folder(options), BarSign(SystemClock()), desktop_recorder, say)
    if service.ended is not None:
        raise service.ended
    if service.lost_desktop:
        raise DesktopRefused(_("The desktop was lost. Nothing is recorded. Start the agent again."))
    return FAILED if service.broken else DONE


# all others go to the running agent, or are done at once where none runs


def _react(options: argparse.Namespace, command: Command) -> Reaction:
    folder = _folder(options)
    try:
        return ask(folder.path, command)
    except NotRunning:
        return react_once(folder, command)


def _said(reaction: Reaction) -> int:
    if reaction.text:
        say(reaction.text)
    return DONE if reaction.ok else FAILED


def status(options: argparse.Namespace) -> int:
    """Say what is so."""
    found = _react(options, Command(do=Do.STATUS)).status
    if found is None:
        return FAILED
    for line in _status_lines(found):
        say(line)
    return DONE


def _status_lines(found: Status) -> list[str]:
    lines = [
        found.sentence if found.running else _("Off air. The agent does not run."),
        _("For {person}, {company}, {server}").format(
            person=found.person, company=found.company, server=found.server
        ),
        _("Waits to be sent: {count} episodes. Dropped because full or old: {dropped}.").format(
            count=found.waiting, dropped=found.dropped
        ),
        _("The key of what waits is in the keyring.")
        if found.key_place == "keyring"
        else _("The key of what waits is in a file, since no keyring answered."),
        _("Fingerprint when this computer was enrolled: {fingerprint}").format(
            fingerprint=found.fingerprint
        ),
    ]
    if found.doubt is not None:
        lines.append(_("Why: {reason}").format(reason=doubt_words(found.doubt)))
    if found.running and not found.sign_seen:
        lines.append(_("The sign cannot be seen, so nothing is recorded."))
    if found.running and not found.accessible:
        lines.append(
            _("The accessibility service does not answer: no text, no element and no site is kept.")
        )
    if found.running and not found.pause_key_free:
        lines.append(_("Another program owns the pause key. Use the sign, or: sayso-agent pause"))
    if found.unsent:
        lines.append(_("The server has not heard yet: {count}.").format(count=found.unsent))
    lines += [_("Not stored by the server: {what}").format(what=one) for one in found.failures]
    lines += [_("A question waits: {text}").format(text=one.text) for one in found.questions]
    return lines


def pause(options: argparse.Namespace) -> int:
    """Pause."""
    return _said(_react(options, Command(do=Do.NARROW, act=Act.PAUSE, minutes=options.minutes)))


def resume(options: argparse.Namespace) -> int:
    """Resume."""
    return _said(_react(options, Command(do=Do.NARROW, act=Act.RESUME)))


def withdraw(options: argparse.Namespace) -> int:
    """Withdraw at once: no reason asked, no second question."""
    command = Command(do=Do.NARROW, act=Act.WITHDRAW, purpose=options.purpose)
    return _said(_react(options, command))


def forget(options: argparse.Namespace) -> int:
    """Erase the last minutes."""
    return _said(_react(options, Command(do=Do.NARROW, act=Act.FORGET, minutes=options.minutes)))


def show_preview(options: argparse.Namespace) -> int:
    """Show what would be sent, or delete from it."""
    found = _react(options, Command(do=Do.PREVIEW))
    ids = tuple(one.id for one in found.episodes) if options.delete_all else tuple(options.delete)
    if ids:
        gone = _react(options, Command(do=Do.DELETE, ids=ids))
        say(_("Deleted: {count}.").format(count=gone.count))
        return DONE if gone.ok else FAILED
    if options.json:
        sys.stdout.write(preview.as_json(found.episodes))
    elif found.episodes:
        say(preview.as_text(found.episodes))
    else:
        say(_("Nothing waits to be sent."))
    return DONE


def exclude(options: argparse.Namespace) -> int:
    """Show or change the person's own exclusions."""
    for line in exclude_command.carry_out(_folder(options).path, options):
        say(line)
    return DONE


def selftest(options: argparse.Namespace) -> int:
    """Lead the person through what must never be recorded, while the agent runs."""
    folder = _folder(options)

    def look() -> tuple[Episode, ...]:
        return ask(folder.path, Command(do=Do.PREVIEW)).episodes

    try:
        good = SelfTest(look, say, lambda: _line("")).run()
    except NotRunning:
        say(_("The agent does not run. Start it, then try again."))
        return FAILED
    except NotRecording:
        say(_("The first word did not appear, so nothing can be shown. Is the sign on air?"))
        return FAILED
    if good:
        say(_("Done. Nothing appeared that must not."))
    return DONE if good else FAILED


def answer(options: argparse.Namespace) -> int:
    """Ask the person each open question once."""
    found = _react(options, Command(do=Do.STATUS)).status
    questions: tuple[Question, ...] = () if found is None else found.questions
    if not questions:
        say(_("No question is open."))
    for question in questions:
        say(question.text)
        command = Command(do=Do.ANSWER, question=question.id, reply=_reply())
        if _said(_react(options, command)) is FAILED:
            return FAILED
    return DONE


def proof(options: argparse.Namespace) -> int:
    """Show what is kept here as the person's proof, or give it out."""
    for line in options.give(_folder(options), options):
        say(line)
    return DONE


# what went wrong, in a sentence with a remedy


def _code_sentence(code: Code) -> str:
    return {
        Code.WORDS_WRONG: _("These are not the words. Look at the browser and type them again."),
        Code.ENROLMENT_PENDING: _("Type the code in the browser first, then the words here."),
        Code.ENROLMENT_EXPIRED: _("This code has ended. Enrol again for a new one."),
        Code.TOO_MANY_ATTEMPTS: _("Too many attempts. Try again in some minutes."),
        Code.SIGNATURE_EXPIRED: _(
            "The clocks of this computer and of the server differ. Set the clock of this "
            "computer; if it is right, tell whoever administers the server. What you decided "
            "holds here."
        ),
        Code.DEVICE_REVOKED: _("This device was revoked. Enrol it again."),
        Code.DEVICE_UNKNOWN: _("The server does not know this device. Enrol it again."),
        Code.COUNTER_REUSED: _("A copy of this device's key was used. Enrol it again."),
    }.get(code, _("The server refused: {code}.").format(code=code.value))


def _sentence(error: BaseException) -> str:
    if isinstance(error, Refused | DeviceEnded):
        return _code_sentence(error.code)
    if isinstance(error, DesktopRefused):
        return str(error)
    text = next(text for kind, text in _SENTENCES.items() if isinstance(error, kind))
    return text.format(login=login_name())


_SENTENCES: Final[dict[type[BaseException], str]] = {
    Refused: "",
    DeviceEnded: "",
    DesktopRefused: "",
    Unreachable: _("The server does not answer. What you decided holds here, and it will be told."),
    NotEnrolled: _("This computer is not enrolled. Type: sayso-agent enrol ADDRESS"),
    FolderInUse: _("Another agent uses this state folder. Stop it, or name another with --state."),
    KeyringUnavailable: _("The keyring does not answer. Unlock it, or enrol again."),
    ExclusionsUnreadable: _(
        "Your own exclusions cannot be read, so nothing is recorded. Mend or delete "
        "exclusions.json in the state folder."
    ),
    InsecureAddress: _("This address is neither https nor this computer. Ask for the https one."),
    NothingKept: _("There is nothing of that kind here."),
    OtherFingerprint: _(
        "The fingerprint is not the one on the paper, so nothing was kept here. Tell your "
        "representative, and remove the device in the browser, under Devices."
    ),
    OtherLogin: _("The account in the browser belongs to another login name than {login}."),
    PermissionError: _("The state folder belongs to somebody else. Name another with --state."),
    ValidationError: _("This is not a value that the agent knows. See --help."),
}
