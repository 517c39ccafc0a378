"""Load, fault and hostile-input scripts: run by `./dev bench` and by hand."""
