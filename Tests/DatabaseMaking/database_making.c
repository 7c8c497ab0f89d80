#include "database_making.h"

#include <sqlite3.h>
#include <stddef.h>

int make_database(const char *path, const char *statements) {
  sqlite3 *handle = NULL;
  int code = sqlite3_open(path, &handle);
  if (code == SQLITE_OK) code = sqlite3_exec(handle, statements, NULL, NULL, NULL);
  sqlite3_close(handle);
  return code == SQLITE_OK ? 0 : -1;
}
