"""Where the files of imports lie until they are read."""

from kernel.files import Store

IMPORTS = Store("imports")
LARGEST = 512 * 1024 * 1024
