"""Where exports lie."""

from kernel.files import Store

EXPORTS = Store("exports")
