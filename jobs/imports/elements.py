"""An element of an XML file, with what is in it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Element:
    """A name, a text, and the elements inside."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)
