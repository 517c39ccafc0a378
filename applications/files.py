"""Where résumés lie."""

from kernel.files import Store

RESUMES = Store("resumes")
