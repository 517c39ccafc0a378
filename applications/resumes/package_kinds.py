"""Which kind of document a ZIP is, by the one part that every one of its kind has."""

from applications.resumes import docx, odt
from applications.resumes.packages import Package, prepare
from applications.resumes.refusals import unsupported

__all__ = ["prepare", "read"]


def read(data: bytes) -> tuple[str, str]:
    """Return the kind and text of a package, or refuse it."""
    package = Package(data)
    if docx.TYPES in package.entries and "mimetype" not in package.entries:
        return "docx", docx.read(package)
    if "mimetype" in package.entries and docx.TYPES not in package.entries:
        return "odt", odt.read(package)
    raise unsupported("This is a ZIP, and neither a DOCX nor an ODT.")
