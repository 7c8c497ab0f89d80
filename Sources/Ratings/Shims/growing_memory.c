#define _GNU_SOURCE
#include "growing_memory.h"

#include <string.h>
#include <sys/mman.h>

void *debut_remap(void *memory, size_t size, size_t wanted) {
#ifdef __linux__
  void *moved = mremap(memory, size, wanted, MREMAP_MAYMOVE);
  return moved == MAP_FAILED ? NULL : moved;
#else
  void *moved = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (moved == MAP_FAILED) return NULL;
  memcpy(moved, memory, size < wanted ? size : wanted);
  munmap(memory, size);
  return moved;
#endif
}
