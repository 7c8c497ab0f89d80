#include "database_reader.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct debut_database {
  sqlite3 *handle;
  sqlite3_stmt *statement;
  const char *error;
  int code;
};

// Virtual instructions between two calls of `stop`: below a millisecond.
static const int instructions = 10000;
// Milliseconds for which a writer is waited for.
static const int patience = 2000;

// Lets statements read, and do nothing else.
static int authorise(void *context, int action, const char *first, const char *second,
                     const char *schema, const char *trigger) {
  (void)context, (void)first, (void)schema, (void)trigger;
  switch (action) {
  case SQLITE_SELECT:
  case SQLITE_READ:
  case SQLITE_RECURSIVE:
    return SQLITE_OK;
  case SQLITE_FUNCTION:
    return second && sqlite3_stricmp(second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
  default:
    return SQLITE_DENY;
  }
}

static int failure(debut_database *database, int code, const char *reason) {
  database->code = code & 0xFF;
  database->error = reason ? reason : sqlite3_errmsg(database->handle);
  return -1;
}

debut_database *debut_database_open(
    const char *path, int longest_value, int (*stop)(void *), void *context) {
  debut_database *database = calloc(1, sizeof *database);
  if (!database) return NULL;
  int code = sqlite3_open_v2(
      path, &database->handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
  if (code != SQLITE_OK) {
    failure(database, code, database->handle ? NULL : sqlite3_errstr(code));
    return database;
  }
  sqlite3 *handle = database->handle;
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
#ifdef SQLITE_DBCONFIG_TRUSTED_SCHEMA
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
#endif
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, longest_value);
  sqlite3_busy_timeout(handle, patience);
  // Never maps the file: a page beyond its end, once it was cut meanwhile, would end the process.
  code = sqlite3_exec(handle, "PRAGMA mmap_size=0; PRAGMA cell_size_check=1;", NULL, NULL, NULL);
  if (code != SQLITE_OK) failure(database, code, NULL);
  sqlite3_set_authorizer(handle, authorise, NULL);
  sqlite3_progress_handler(handle, instructions, stop, context);
  return database;
}

void debut_database_close(debut_database *database) {
  sqlite3_finalize(database->statement);
  sqlite3_close(database->handle);
  free(database);
}

int debut_database_query(debut_database *database, const char *text) {
  sqlite3_finalize(database->statement);
  database->statement = NULL;
  database->error = NULL;
  const char *rest = NULL;
  int code = sqlite3_prepare_v2(database->handle, text, -1, &database->statement, &rest);
  if (code != SQLITE_OK) return failure(database, code, NULL);
  if (!database->statement) return failure(database, SQLITE_ERROR, "there is no statement");
  if (sqlite3_column_count(database->statement) == 0 ||
      !sqlite3_stmt_readonly(database->statement))
    return failure(database, SQLITE_ERROR, "only a statement that gives rows is run");
  // Comments may follow.
  sqlite3_stmt *second = NULL;
  code = sqlite3_prepare_v2(database->handle, rest, -1, &second, NULL);
  int is_alone = code == SQLITE_OK && !second;
  sqlite3_finalize(second);
  return is_alone ? 0 : failure(database, SQLITE_ERROR, "more than one statement");
}

int debut_database_columns(debut_database *database) {
  return sqlite3_column_count(database->statement);
}

const char *debut_database_column(debut_database *database, int column) {
  const char *name = sqlite3_column_name(database->statement, column);
  return name ? name : "";
}

int debut_database_next(debut_database *database) {
  int code = sqlite3_step(database->statement);
  if (code == SQLITE_ROW) return 1;
  return code == SQLITE_DONE ? 0 : failure(database, code, NULL);
}

const char *debut_database_text(debut_database *database) {
  return (const char *)sqlite3_column_text(database->statement, 0);
}

size_t debut_database_row_size(debut_database *database, const unsigned char *wanted) {
  size_t size = 1;
  int count = sqlite3_column_count(database->statement);
  for (int column = 0; column < count; column++) {
    size += 1;
    if (!wanted[column]) continue;
    switch (sqlite3_column_type(database->statement, column)) {
    case SQLITE_NULL:
      break;
    case SQLITE_TEXT:
      // As UTF-8, before its bytes are counted.
      if (!sqlite3_column_text(database->statement, column)) return 0;
      // fall through
    case SQLITE_BLOB:
      size += 2 * (size_t)sqlite3_column_bytes(database->statement, column) + 2;
      break;
    default:
      size += 32;
    }
  }
  return size;
}

static int is_utf8(const unsigned char *bytes, size_t count) {
  for (size_t at = 0; at < count;) {
    unsigned char lead = bytes[at++];
    if (lead < 0x80) continue;
    int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4 || count - at < (size_t)more) return 0;
    unsigned char second = bytes[at];
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
      return 0;
    for (; more > 0; more--)
      if ((bytes[at++] & 0xC0) != 0x80) return 0;
  }
  return 1;
}

// Writes text as a field, in quotes if it needs them.
static unsigned char *put(unsigned char *to, const unsigned char *bytes, size_t count) {
  int needs_quotes = 0;
  for (size_t at = 0; at < count && !needs_quotes; at++)
    needs_quotes = bytes[at] < 32 || bytes[at] == ',' || bytes[at] == '"';
  if (!needs_quotes) {
    if (count) memcpy(to, bytes, count);
    return to + count;
  }
  *to++ = '"';
  for (size_t at = 0; at < count; at++) {
    if (bytes[at] == '"') *to++ = '"';
    *to++ = bytes[at] < 32 ? ' ' : bytes[at];
  }
  *to++ = '"';
  return to;
}

// Writes a number, a whole one without an exponent.
static unsigned char *put_real(unsigned char *to, double value) {
  char text[32];
  if (value == floor(value) && fabs(value) < 9.2e18)
    sqlite3_snprintf(sizeof text, text, "%lld.0", (long long)value);
  else
    sqlite3_snprintf(sizeof text, text, "%!.15g", value);
  size_t count = strlen(text);
  memcpy(to, text, count);
  return to + count;
}

ptrdiff_t debut_database_row(
    debut_database *database, const unsigned char *wanted, unsigned char *buffer) {
  unsigned char *to = buffer;
  sqlite3_stmt *statement = database->statement;
  int count = sqlite3_column_count(statement);
  for (int column = 0; column < count; column++) {
    if (column > 0) *to++ = ',';
    if (!wanted[column]) continue;
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      break;
    case SQLITE_FLOAT:
      to = put_real(to, sqlite3_column_double(statement, column));
      break;
    case SQLITE_INTEGER: {
      char text[32];
      sqlite3_snprintf(sizeof text, text, "%lld", sqlite3_column_int64(statement, column));
      to = put(to, (const unsigned char *)text, strlen(text));
      break;
    }
    default: {
      const unsigned char *bytes = sqlite3_column_type(statement, column) == SQLITE_TEXT
                                       ? sqlite3_column_text(statement, column)
                                       : sqlite3_column_blob(statement, column);
      size_t size = (size_t)sqlite3_column_bytes(statement, column);
      if (size && (!bytes || !is_utf8(bytes, size))) return -1 - column;
      to = put(to, bytes, size);
    }
    }
  }
  *to++ = '\n';
  return to - buffer;
}

const char *debut_database_error(debut_database *database) { return database->error; }

int debut_database_is_damaged(debut_database *database) {
  switch (database->code) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
  case SQLITE_FORMAT:
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PERM:
    return 1;
  default:
    return 0;
  }
}
