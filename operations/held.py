"""Workers do nothing on databases whose restore has not ended."""

from celery import Task


class HeldTask(Task):  # type: ignore[type-arg]  # generic for the checker alone
    """A task that does nothing while a restore has not ended: sweeps find later what waits."""

    abstract = True

    def __call__(self, *arguments: object, **named: object) -> object:
        """Run, or leave it to the next sweep."""
        from governance.leases import restored  # noqa: PLC0415 (before apps are ready)

        if restored.under_way():
            return None
        return super().__call__(*arguments, **named)
