"""Figures of a week, and reports that somebody was asked to show a choice."""

import uuid
from typing import ClassVar

from django.db import models


class Figure(models.Model):
    """A rounded number about ten people or more, made once a week and kept.

    `dimension` is one of a fixed list and `group` a value of it; both "" for the whole company.
    `value` is None where fewer than ten people are in the group or outside of it.
    """

    week = models.CharField(max_length=8)
    name = models.CharField(max_length=40)
    dimension = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=120, blank=True)
    value = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["week", "name", "dimension", "group"], name="one_figure_a_week"
            )
        ]


class DayTotal(models.Model):
    """How many people did something on a day that has passed: ten or more of them, in tens."""

    day = models.DateField()
    act = models.CharField(max_length=40)
    people = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "act"], name="one_total_an_act_and_day")
        ]


class ProbeRun(models.Model):
    """How the last probe of stopping and erasing ended, one row."""

    ended = models.DateTimeField()
    outcome = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_probe_run")
        ]


class ChoiceAsked(models.Model):
    """Somebody was asked to show what they chose. It names nobody, not even the reporter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    week = models.CharField(max_length=8)
    seen_on = models.DateField(null=True)
