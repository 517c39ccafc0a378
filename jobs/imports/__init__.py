"""Files of jobs: read row by row, checked like single jobs, written in bulk."""
