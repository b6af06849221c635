/* What Swift can't ask the processor and the system itself: which vector instructions there are, and how many
   processors. */
#ifndef CPROCESSOR_H
#define CPROCESSOR_H

#include <stdbool.h>

/* AVX-512 as in x86-64-v4: F, BW, CD, DQ, VL. Always false on other processors. */
bool processor_has_v4(void);
/* AVX2 and FMA as in x86-64-v3. Always false on other processors. */
bool processor_has_v3(void);

/* How many processors this process may run on; at least 1. */
int processor_count(void);

/* Asks for a line of memory to be brought into the second-level cache; any address is allowed. */
static inline void processor_prefetch(const void *address) { __builtin_prefetch(address, 0, 2); }

/* Tells the processor that this thread waits in a loop. */
static inline void processor_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
