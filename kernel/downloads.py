"""Files that belong to somebody, sent to be saved and not to be shown."""

from typing import BinaryIO

from django.http import FileResponse

from kernel.files import attachment

# What is another's is never run, framed or kept by anybody on the way.
SHUT = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox",
    "X-Content-Type-Options": "nosniff",
}


def send_file(file: BinaryIO, *, name: str, media_type: str) -> FileResponse:
    """Return an answer that saves a file under a name, and closes it at its end."""
    response = FileResponse(file, content_type=media_type)
    response["Content-Disposition"] = attachment(name)
    for header, value in SHUT.items():
        response[header] = value
    return response
