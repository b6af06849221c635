/* libgimp's header without its own compiler warnings. */
#pragma GCC system_header

#include <libgimp/gimp.h>
