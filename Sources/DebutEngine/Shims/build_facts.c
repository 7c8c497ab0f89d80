#define _GNU_SOURCE
#include "build_facts.h"

#include <stdint.h>
#include <string.h>

struct build_id {
  unsigned char *bytes;
  size_t capacity;
  size_t count;
};

static void take(struct build_id *id, const void *bytes, size_t count) {
  id->count = count < id->capacity ? count : id->capacity;
  memcpy(id->bytes, bytes, id->count);
}

#ifdef __APPLE__
#include <mach-o/dyld.h>
#include <mach-o/loader.h>

size_t debut_build_id(unsigned char *bytes, size_t capacity) {
  struct build_id id = {bytes, capacity, 0};
  const struct mach_header_64 *header = (const struct mach_header_64 *)_dyld_get_image_header(0);
  if (!header || header->magic != MH_MAGIC_64) return 0;
  const unsigned char *place = (const unsigned char *)(header + 1);
  for (uint32_t i = 0; i < header->ncmds; i++) {
    const struct load_command *command = (const struct load_command *)place;
    if (command->cmd == LC_UUID) take(&id, ((const struct uuid_command *)command)->uuid, 16);
    place += command->cmdsize;
  }
  return id.count;
}

#else
#include <link.h>

#ifndef NT_GNU_BUILD_ID
#define NT_GNU_BUILD_ID 3
#endif

/// A note: the sizes of its name and of what it says, its type, then the two, each padded.
static void read_notes(const unsigned char *notes, size_t size, size_t alignment, struct build_id *id) {
  size_t pad = (alignment == 8 ? 8 : 4) - 1;
  size_t place = 0;
  while (size - place >= 12) {
    uint32_t head[3];
    memcpy(head, notes + place, sizeof head);
    size_t start = (12 + (size_t)head[0] + pad) & ~pad;
    size_t end = (start + head[1] + pad) & ~pad;
    if (start + head[1] > size - place) return;
    if (head[2] == NT_GNU_BUILD_ID && head[0] == 4 && !memcmp(notes + place + 12, "GNU", 4)) {
      take(id, notes + place + start, head[1]);
    }
    if (end > size - place) return;
    place += end;
  }
}

/// The program itself comes first; what it loads does not count.
static int read_program(struct dl_phdr_info *program, size_t size, void *id) {
  (void)size;
  for (int i = 0; i < program->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &program->dlpi_phdr[i];
    if (part->p_type != PT_NOTE) continue;
    read_notes(
        (const unsigned char *)program->dlpi_addr + part->p_vaddr, part->p_memsz, part->p_align, id);
  }
  return 1;
}

size_t debut_build_id(unsigned char *bytes, size_t capacity) {
  struct build_id id = {bytes, capacity, 0};
  dl_iterate_phdr(read_program, &id);
  return id.count;
}
#endif
