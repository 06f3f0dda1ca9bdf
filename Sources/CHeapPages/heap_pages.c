#include "heap_pages.h"
#include <stdlib.h>

#if defined(__linux__) && defined(__GLIBC__)
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

void heap_pages_use_large_ones(void) {
  const size_t block = 32 << 20, page = 2 << 20, reserve = 512 << 20;
  // What is larger than the block has memory of its own, as before.
  mallopt(M_MMAP_THRESHOLD, block);
  // The reserve is of addresses, and not given back.
  mallopt(M_TRIM_THRESHOLD, 2 * reserve);
  mallopt(M_TOP_PAD, reserve);
  // Now the allocator takes it; the compiler is kept from leaving it out.
  void *volatile first = malloc(page);
  mallopt(M_TOP_PAD, block);
  // Where addresses are limited there is only a block.
  if (first == NULL) first = malloc(page);
  char *end = sbrk(0);
  free(first);
  if (first == NULL || end == (char *)-1) return;
  char *start = (char *)first + (-(uintptr_t)first % page);
  if (start < end) madvise(start, end - start, MADV_HUGEPAGE);
}
#else
void heap_pages_use_large_ones(void) {}
#endif
