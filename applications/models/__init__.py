"""The tables of applications: résumés, applications with their moves, what is said."""

from applications.models.applications import Application, ApplicationMove
from applications.models.resumes import Resume
from applications.models.talk import Message, Note

__all__ = ["Application", "ApplicationMove", "Message", "Note", "Resume"]
