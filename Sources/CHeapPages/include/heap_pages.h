#pragma once

// Lets the allocator take large arrays from one block of memory in large pages, where the system gives them to those who
// ask for them: a vocabulary's tables are some thousand pages otherwise, and taking these into use costs as much as filling
// them. Does nothing where allocator or system are others than glibc and Linux. Called once, before memory is used.
void heap_pages_use_large_ones(void);
