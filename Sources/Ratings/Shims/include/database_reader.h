#pragma once

#include <stddef.h>

/// Reads rows of an SQLite database. A plain wrapper of its library, so that whoever imports this header needs
/// none of its own. Nothing is ever written: the file is opened for reading, and statements that do
/// anything else are refused.
typedef struct debut_database debut_database;

/// Opens a database. The text `debut_database_error` tells a failure; null is a lack of memory.
///
/// `stop` is called every few milliseconds while a statement runs; a result other than 0 stops it.
debut_database *debut_database_open(
    const char *path, int longest_value, int (*stop)(void *), void *context);

/// Closes a database, which may be one that could not be opened.
void debut_database_close(debut_database *database);

/// Prepares the one statement of a text, in place of the last one. Returns 0 for a statement that gives
/// rows; -1 for anything else.
int debut_database_query(debut_database *database, const char *text);

/// The number of columns of the statement.
int debut_database_columns(debut_database *database);

/// The name of a column of the statement.
const char *debut_database_column(debut_database *database, int column);

/// Moves to the next row. Returns 1 if there is one, 0 at the end, -1 for a failure.
int debut_database_next(debut_database *database);

/// The text of the row's first column; null if it is NULL.
const char *debut_database_text(debut_database *database);

/// The most bytes that the row has as comma-separated text; 0 without memory for it. Columns whose mark is 0
/// are empty.
size_t debut_database_row_size(debut_database *database, const unsigned char *wanted);

/// Writes the row as comma-separated text with a line feed. Returns its bytes, or -1 - n if column n is no
/// text in UTF-8. Control characters become blanks, as a row is one line.
ptrdiff_t debut_database_row(
    debut_database *database, const unsigned char *wanted, unsigned char *buffer);

/// The reason of the last failure, as SQLite words it; null without one.
const char *debut_database_error(debut_database *database);

/// Returns 1 if the last failure is one of the file, and not of the statement.
int debut_database_is_damaged(debut_database *database);
