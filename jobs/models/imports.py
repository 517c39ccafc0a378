"""Imports: a file of jobs on its way into a company's postings."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Company, User
from kernel.ids import new_id


class ImportStatus(models.TextChoices):
    """How far an import is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    HALTED = "halted"


class ImportMode(models.TextChoices):
    """What an import does with jobs that the file does not name."""

    MERGE = "merge"
    MIRROR = "mirror"


class ImportStage(models.TextChoices):
    """What a running import is about: the file's rows, or what is missing in it."""

    READING = "reading"
    CLOSING = "closing"


class JobImportQuerySet(models.QuerySet["JobImport"]):
    """Imports, as rules ask for them."""

    def visible_to(self, actor: Actor) -> "JobImportQuerySet":
        """Keep those of the caller's company; for admins all."""
        if actor.is_admin:
            return self
        if actor.company is None or not actor.is_member:
            return self.none()
        return self.filter(company=actor.company)

    def waiting(self) -> "JobImportQuerySet":
        """Keep those that are not begun, oldest first."""
        return self.filter(status=ImportStatus.QUEUED).order_by("created_at", "id")

    def running(self) -> "JobImportQuerySet":
        """Keep those that are being worked on; a company has one at most."""
        return self.filter(status=ImportStatus.RUNNING)


class JobImport(models.Model):
    """One file and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    mode = models.CharField(max_length=10, choices=ImportMode.choices)
    dry_run = models.BooleanField(default=False)
    format = models.CharField(max_length=10)
    file_name = models.CharField(max_length=200, blank=True, default="")
    """What the employer calls the file."""
    stored_as = models.CharField(max_length=32, blank=True, default="")
    """What we call it; blank once it is removed."""
    status = models.CharField(
        max_length=10, choices=ImportStatus.choices, default=ImportStatus.QUEUED
    )
    stage = models.CharField(
        max_length=10, choices=ImportStage.choices, default=ImportStage.READING
    )
    detail = models.CharField(max_length=500, blank=True, default="")
    """Why it failed or halted, in words for the employer."""
    size = models.BigIntegerField(default=0)
    """Bytes of what is to be read; `position` counts up to it."""
    position = models.BigIntegerField(default=0)
    row = models.PositiveIntegerField(default=0)
    """The number of the row that was read last."""
    rows = models.PositiveIntegerField(default=0)
    """Rows that were read so far, without blank ones."""
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    """What was found wrong with those that failed: a row may have several."""
    unnamed = models.PositiveIntegerField(default=0)
    """Rows of which nobody can tell what job they are: nothing counts as missing."""
    first_unnamed = models.PositiveIntegerField(null=True)
    live_before = models.PositiveIntegerField(null=True)
    """Jobs with an external id that were live when the import began."""
    changes = models.JSONField(default=list)
    """What a dry run would do to the first jobs: `[{row, external_id, …}]`."""
    closings = models.JSONField(default=list)
    """Which jobs a dry run would close first, likewise."""
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(status=ImportStatus.RUNNING),
                name="import_runs_alone",
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "-created_at", "-id"], name="import_of_company"
            ),
            models.Index(
                fields=["-created_at", "-id"],
                name="import_newest",
            ),
            models.Index(
                fields=["created_at", "id"],
                condition=Q(finished_at__isnull=True),
                name="import_unfinished",
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(finished_at__isnull=False),
                name="import_by_end",
            ),
        ]

    def __str__(self) -> str:
        """Show what it is."""
        return f"{self.mode} import"

    @property
    def key(self) -> str:
        """Name the import in events."""
        return f"import:{self.id}"

    @property
    def company_key(self) -> str:
        """Name its company in events' audiences."""
        return f"company:{self.company_id}"

    @property
    def is_mirror(self) -> bool:
        """Tell whether what the file does not name is closed."""
        return self.mode == ImportMode.MIRROR


class RefusedRow(models.Model):
    """One thing that was wrong with one row of an import."""

    id = models.BigAutoField(primary_key=True)
    job_import = models.ForeignKey(
        JobImport, on_delete=models.CASCADE, related_name="refused", db_index=False
    )
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=200)
    code = models.CharField(max_length=60)
    detail = models.CharField(max_length=500)

    class Meta:
        indexes = [
            models.Index(fields=["job_import", "row", "id"], name="refused_of_import")
        ]

    def __str__(self) -> str:
        """Show where."""
        return f"row {self.row}: {self.code}"


class NamedRow(models.Model):
    """That a row of a running import speaks of a job; gone when the import is done.

    By its external id, so that what the file does not name can be told; in a dry run
    by its text too, since the jobs that it would have made are not there to ask.
    """

    id = models.BigAutoField(primary_key=True)
    job_import = models.ForeignKey(
        JobImport, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    row = models.PositiveIntegerField()
    external_key = models.CharField(max_length=400, null=True)  # noqa: DJ001  # unique where there is one
    fingerprint = models.BinaryField(max_length=32, null=True)
    content_digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job_import", "external_key"],
                condition=Q(external_key__isnull=False),
                name="row_once_per_external_id",
            )
        ]
        indexes = [
            models.Index(
                fields=["job_import", "fingerprint"],
                condition=Q(fingerprint__isnull=False),
                name="row_by_text",
            )
        ]

    def __str__(self) -> str:
        """Show which row it is."""
        return f"row {self.row}"
