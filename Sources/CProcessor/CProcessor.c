/* CPU_COUNT is GNU's. */
#define _GNU_SOURCE
#include "CProcessor.h"

#include <sched.h>
#include <unistd.h>

#if defined(__x86_64__)
/* These ask the system, too, whether it saves the wide registers. */
bool processor_has_v3(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi")
        && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("f16c") && __builtin_cpu_supports("lzcnt")
        && __builtin_cpu_supports("movbe");
}

bool processor_has_v4(void) {
    return processor_has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl");
}
#else
bool processor_has_v3(void) { return false; }
bool processor_has_v4(void) { return false; }
#endif

int processor_count(void) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0 && CPU_COUNT(&allowed) > 0) { return CPU_COUNT(&allowed); }
    /* The set is too small for machines with more than 1024. */
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}
