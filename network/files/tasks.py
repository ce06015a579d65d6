"""Background work for files."""

from celery import shared_task

from network.files import scanning, sweeping


@shared_task(name="network.check_file")
def check_file(pk: str) -> None:
    """Have one file looked at by the virus check."""
    scanning.check(pk=pk)


@shared_task(name="network.sweep_files")
def sweep_files() -> None:
    """Check what a lost wake-up left, and remove what nobody needs."""
    scanning.check_waiting()
    sweeping.sweep()
