#pragma once

/// Installs handlers for signals of faults (SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT) on a stack of
/// their own, and one for `exit`. Each writes a sentence to standard error: the plugin whose code ran, and what
/// is kept. Then the signal has its default effect; after `exit` the status is 1.
void debut_last_words_install(void);

/// Registers the opened library of a plugin, by the path that it was opened at.
void debut_last_words_add(const char *plugin, const char *library);

/// Sets the end of the sentence, such as what is kept where. Empty: nothing.
void debut_last_words_keep(const char *text);

/// Says that an `exit` that follows is the program's own.
void debut_last_words_leave(void);
