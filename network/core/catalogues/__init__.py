"""Message catalogues with Babel alone: no system gettext is needed to extract, check or compile."""
