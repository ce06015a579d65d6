"""What the log says more shortly than it would by itself."""

import logging


class OneLine(logging.Filter):
    """Faults of a visitor, not ours: one line and a warning, without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, shortened."""
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        return True
