"""Every task has a queue, every queue is served, and messages carry the id of a row at most."""

import ast
import importlib
import inspect

import pytest

from config.celery import app
from operations.supervisor.programs import all_programs
from tests.architecture.tree import ROOT, modules, parsed, short

WRITTEN = sorted(
    short(path).removesuffix(".py").replace("/", ".")
    for path in modules()
    if path.name == "tasks.py"
)
for module in WRITTEN:
    importlib.import_module(module)
OURS = sorted(name for name in app.tasks if not name.startswith("celery."))
DECLARED = {queue.name for queue in app.conf.task_queues}


def served_queues() -> set[str]:
    """Return the queues in the command by which the supervisor starts the worker."""
    told = {"SAYSO_PORT": "1", "SAYSO_WAITING_PORT": "2", "VALKEY_SOCKET": "s"}
    worker = next(p for p in all_programs(told, ROOT / "var") if p.name == "worker")
    return set(worker.command[worker.command.index("-Q") + 1].split(","))


@pytest.mark.parametrize("task", OURS)
def test_a_task_goes_to_a_queue_that_is_declared_and_served(task):
    queue = app.amqp.router.route({}, task)["queue"].name
    assert queue in DECLARED & served_queues()


def test_every_declared_queue_is_served():
    assert served_queues() >= DECLARED


def test_every_module_of_tasks_is_found_by_a_worker():
    [named] = [
        ast.literal_eval(node.args[0])
        for node in ast.walk(parsed(ROOT / "config" / "celery.py"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "app.autodiscover_tasks"
    ]
    assert {module.removesuffix(".tasks") for module in WRITTEN} <= set(named)


def test_what_is_scheduled_exists():
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(OURS)


@pytest.mark.parametrize("task", OURS)
def test_a_task_is_told_the_id_of_a_row_or_nothing(task):
    told = list(inspect.signature(app.tasks[task].run).parameters.values())
    assert len(told) <= 1
    assert all(one.annotation is str and one.name.endswith("_id") for one in told)


SENDERS = {"send_task": 1, "delay": 0, "apply_async": 0}
"""Calls that send a message, and how many arguments of theirs are no part of it."""


def sent() -> list[tuple[str, ast.Call]]:
    """Return every call that sends a message, and the module it stands in."""
    return [
        (short(path), node)
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in SENDERS
    ]


def test_a_message_with_an_id_is_sent_by_announce_alone():
    telling = {
        module
        for module, call in sent()
        if len(call.args) > SENDERS[call.func.attr]
        or {"args", "kwargs"} & {keyword.arg for keyword in call.keywords}
    }
    assert telling == {"governance/announce.py"}


def test_a_task_that_is_announced_exists():
    announced = set()
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "announce.task":
                module = importlib.import_module(short(path).removesuffix(".py").replace("/", "."))
                announced.add(eval(ast.unparse(node.args[0]), vars(module)))  # noqa: S307
    assert announced
    assert announced <= set(OURS)
