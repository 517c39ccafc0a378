"""Where things are, seen from the folder that holds `dev`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCAL = ROOT / ".local"
LOGS = LOCAL / "logs"
STATE = LOCAL / "state.json"
REQUIREMENTS = ROOT / "requirements"


def local_folder(*names: str) -> Path:
    """Return a folder below `.local/`, made for its owner alone when it is new."""
    LOCAL.mkdir(mode=0o711, exist_ok=True)
    folder = LOCAL.joinpath(*names)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
