#pragma once

// Lets the allocator take memory from one reserve of addresses in large pages, where the system gives them to those who ask
// for them: a vocabulary's tables are some thousand pages otherwise, and taking these into use costs as much as filling
// them. Where addresses are limited the reserve is one block. Does nothing where allocator or system are others than glibc
// and Linux. Called once, before memory is used.
void heap_pages_use_large_ones(void);
