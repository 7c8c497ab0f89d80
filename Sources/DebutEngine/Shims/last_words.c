#define _GNU_SOURCE
#include "last_words.h"

#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { most_plugins = 64, longest_name = 80, deepest = 128 };

struct range {
  uintptr_t start, end;
  char name[longest_name];
};

/// Written by the thread that runs commands, read by handlers: a range counts once `count` says so.
static struct range ranges[most_plugins];
static volatile sig_atomic_t count;
static char kept[600];
static volatile sig_atomic_t leaving;
/// Set by the first thread that faults, `speaker`.
static int entered;
static pthread_t speaker;
static char stack[1 << 16];

static const int faults[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
static const char *const names[] = {"SIGILL", "SIGTRAP", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGABRT"};
enum { fault_count = sizeof faults / sizeof *faults };

static void say(const char *text) {
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t written = write(STDERR_FILENO, text, left);
    if (written <= 0) return;
    text += written;
    left -= (size_t)written;
  }
}

/// Returns the plugin whose code is nearest to the top of this thread's stack; null without any. The stack is
/// unwound by tables that were loaded at installation.
static const char *running_plugin(void) {
  void *frames[deepest];
  int depth = count > 0 ? backtrace(frames, deepest) : 0;
  for (int i = 0; i < depth; i++) {
    uintptr_t place = (uintptr_t)frames[i];
    for (int j = 0; j < count; j++) {
      if (place >= ranges[j].start && place < ranges[j].end) return ranges[j].name;
    }
  }
  return NULL;
}

static void on_fault(int signal_number) {
  if (__atomic_exchange_n(&entered, 1, __ATOMIC_SEQ_CST)) {
    // Threads that compute the same thing fault at once: the others wait until the first has spoken and ends the
    // process. A fault within this very function is not waited for.
    while (!pthread_equal(speaker, pthread_self())) pause();
  } else {
    speaker = pthread_self();
    const char *name = "a signal";
    for (int i = 0; i < fault_count; i++) {
      if (faults[i] == signal_number) name = names[i];
    }
    const char *plugin = running_plugin();
    say("\nerror: ");
    if (plugin) {
      say("code of the plugin ");
      say(plugin);
      say(" ended the program (");
    } else {
      say(count > 0 ? "the program ends by a fault, not seen in code of a plugin (" : "the program ends by a fault (");
    }
    say(name);
    say(plugin ? "); its file and line stand above if the trap has a message" : ")");
    say(kept);
    say("\n");
  }
  struct sigaction fallback;
  memset(&fallback, 0, sizeof fallback);
  fallback.sa_handler = SIG_DFL;
  for (int i = 0; i < fault_count; i++) sigaction(faults[i], &fallback, NULL);
  raise(signal_number);
}

static void on_exit_call(void) {
  if (leaving || __atomic_exchange_n(&entered, 1, __ATOMIC_SEQ_CST)) return;
  const char *plugin = running_plugin();
  say("\nerror: ");
  if (plugin) {
    say("code of the plugin ");
    say(plugin);
    say(" ended the program by calling exit");
  } else {
    say("the program was ended by a call of exit that is not its own");
  }
  say(kept);
  say("\n");
  // A caller that looks at the status is not to take this for a success.
  _exit(1);
}

void debut_last_words_install(void) {
  // The first call loads the unwinder, which allocates.
  void *frame[1];
  (void)backtrace(frame, 1);
  stack_t alternate;
  memset(&alternate, 0, sizeof alternate);
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof stack;
  sigaltstack(&alternate, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_fault;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < fault_count; i++) sigaction(faults[i], &action, NULL);
  atexit(on_exit_call);
}

void debut_last_words_keep(const char *text) { snprintf(kept, sizeof kept, "%s", text); }

void debut_last_words_leave(void) { leaving = 1; }

#ifdef __APPLE__
void debut_last_words_add(const char *plugin, const char *library) {
  (void)plugin;
  (void)library;
}
#else
#include <link.h>

struct search {
  const char *library;
  struct range *found;
};

static int measure(struct dl_phdr_info *object, size_t size, void *data) {
  (void)size;
  struct search *search = data;
  if (!object->dlpi_name || strcmp(object->dlpi_name, search->library) != 0) return 0;
  uintptr_t start = UINTPTR_MAX, end = 0;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    if (part->p_type != PT_LOAD) continue;
    uintptr_t place = (uintptr_t)object->dlpi_addr + part->p_vaddr;
    if (place < start) start = place;
    if (place + part->p_memsz > end) end = place + part->p_memsz;
  }
  search->found->start = start;
  search->found->end = end;
  return 1;
}

void debut_last_words_add(const char *plugin, const char *library) {
  if (count >= most_plugins) return;
  struct range *range = &ranges[count];
  struct search search = {library, range};
  if (!dl_iterate_phdr(measure, &search)) return;
  snprintf(range->name, sizeof range->name, "%s", plugin);
  count = count + 1;
}
#endif
