#pragma once

/// Runs statements on a database of SQLite, which is made if it does not exist. Returns 0, or -1 for a failure.
int make_database(const char *path, const char *statements);
