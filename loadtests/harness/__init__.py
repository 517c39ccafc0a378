"""What load, fault and hostile-input scripts share: a client, a board, a report."""
