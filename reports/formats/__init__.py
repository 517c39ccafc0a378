"""How figures are written down: JSON, CSV, XLSX, PDF and HTML."""
