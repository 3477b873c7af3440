"""Under CI=true a test that needs a browser, a display or PostgreSQL may not be skipped."""

import os

import pytest

REQUIRED = ("browser", "desktop", "postgres", "chaos")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    required = any(item.get_closest_marker(name) for name in REQUIRED)
    if report.skipped and required and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, but required under CI=true: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"a whole file was skipped under CI=true: {report.longrepr}"
    return report
