"""How gunicorn serves the API: threads, limits, hand-over between processes.

The settings that matter for being told apart from defaults:
`limit_request_line` makes the server answer 414 and `limit_request_field_size`
431 before a line of Python of ours runs. No `max_requests`: recycling a
threaded worker resets the connections that wait in it.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from jobboard import env

bind = env.text("BIND", "127.0.0.1:8000")
workers = env.integer("WEB_WORKERS", 2, least=1)
threads = env.integer("WEB_THREADS", 8, least=1)
worker_class = "gthread"
worker_connections = 1000
backlog = 2048
timeout = 30
graceful_timeout = 25
keepalive = 75
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 16380
accesslog = None
errorlog = "-"
loglevel = "warning"
forwarded_allow_ips = ""
preload_app = False
control_socket_disable = True

_metrics = Path(tempfile.mkdtemp(prefix="jobboard-metrics-"))
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_metrics)


def child_exit(server: Any, worker: Any) -> None:
    """Fold a dead worker's gauges away, so that `/metrics` stops counting them."""
    # Imported here: the variable above must be set before the first import.
    from prometheus_client import multiprocess  # noqa: PLC0415

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Remove the metric files when the last of this server is gone."""
    shutil.rmtree(_metrics, ignore_errors=True)
