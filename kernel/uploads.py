"""Files in requests: streamed to where they stay, and gone if nobody keeps them.

A view says `upload = Upload("file", store, largest=…)` and reads its body with
`form_of(request)`. What arrives never lies in memory, and only `keep()` makes it stay.
"""

from collections import deque
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.files import Store
from kernel.problems import FieldError, Invalid, TooLarge

AROUND_IT = 1024 * 1024
"""So many bytes may the other parts and the lines between them have."""


@dataclass(frozen=True)
class Upload:
    """The one part of a form that is a file: its name, where it goes, how large."""

    part: str
    store: Store
    largest: int


class Received(UploadedFile):  # type: ignore[type-arg]  # no generic at run time
    """A file that has come in whole."""

    def __init__(
        self, store: Store, stored_as: str, file: BinaryIO, **said: Any
    ) -> None:
        super().__init__(file=file, **said)
        self.stored_as = stored_as
        self.content = file
        """The file itself, to be read from."""
        self._store = store
        self._kept = False

    def keep(self) -> None:
        """Let it stay when the request is over, because a row names it."""
        self._kept = True

    def close(self) -> None:
        """Let go of it; Django calls this when the request is over."""
        super().close()
        if not self._kept:
            self._store.remove(self.stored_as)


class Receiver(FileUploadHandler):
    """Writes the expected part to its store, and lets every other file pass by."""

    chunk_size = 256 * 1024

    def __init__(self, upload: Upload) -> None:
        super().__init__()
        self._upload = upload
        self._stored_as = ""
        self._taken = False
        # Not `file`: Django would close what it finds under that name.
        self._sink: BinaryIO | None = None
        self.strays: list[str] = []
        """The names of files that nobody asked for."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Make room for the part, or pass over a file that is not wanted."""
        super().new_file(*args, **kwargs)
        if self.field_name != self._upload.part or self._taken:
            self.strays.append(str(self.field_name))
            raise SkipFile
        self._taken = True
        self._stored_as, self._sink = self._upload.store.create()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write down what has come."""
        if start + len(raw_data) > self._upload.largest:
            raise too_large(self._upload)
        if self._sink is not None:
            self._sink.write(raw_data)

    def file_complete(self, file_size: int) -> Received | None:
        """Hand over the file, once it would survive a loss of power."""
        if self._sink is None:
            return None
        file = self._upload.store.finish(self._stored_as, self._sink)
        self._sink = None
        said = {"name": self.file_name, "content_type": self.content_type}
        return Received(
            self._upload.store, self._stored_as, file, size=file_size, **said
        )

    def discard(self) -> None:
        """Throw away what has come of a file that did not come whole."""
        if self._sink is not None:
            self._sink.close()
            self._sink = None
            self._upload.store.remove(self._stored_as)


class WatchedBody:
    """A body that remembers how it ended: a form is whole only with its last line."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._last: deque[bytes] = deque(maxlen=2)

    def read(self, size: int | None = None, /) -> bytes:
        """Return that many bytes, or what is left."""
        data: bytes = self._stream.read(size)
        if data:
            self._last.append(data)
        return data

    def has_end(self, boundary: str) -> bool:
        """Tell whether the line came that closes a form."""
        return f"--{boundary}--".encode() in b"".join(self._last)


def too_large(upload: Upload) -> TooLarge:
    """Return the refusal of a file that is over its limit."""
    return TooLarge(f"The file may have {upload.largest:,} bytes.")


def form_of(request: Any) -> dict[str, Any]:
    """Return a form's parts by their names; one that comes twice is refused."""
    data = request.data
    if not hasattr(data, "lists"):
        return dict(data)
    twice = [name for name, values in data.lists() if len(values) > 1]
    if twice:
        detail = "A part comes twice."
        raise Invalid(
            errors=[
                FieldError(field=name[:100], code="duplicate_field", detail=detail)
                for name in twice[:20]
            ]
        )
    return {name: values[0] for name, values in data.lists()}


@extend_schema_field({"type": "string", "format": "binary"})
class FilePart(serializers.Field[Received, Any, Any, Any]):
    """A part of a form that is a file."""

    default_error_messages = {
        "not_a_file": "Send this as a file, with a file name.",
    }

    def to_internal_value(self, data: Any) -> Received:
        """Return the file if it is one."""
        if not isinstance(data, Received):
            self.fail("not_a_file")
        return data


class FormFlag(serializers.BooleanField):
    """`true` or `false`, as a form writes them: a form knows nothing but texts."""

    def to_internal_value(self, data: Any) -> bool:
        """Return which of the two it is."""
        if data not in {"true", "false"}:
            self.fail("invalid", input=str(data)[:50])
        return bool(data == "true")
