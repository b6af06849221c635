/* GIMP as the host: a library of its own, so that the Swift library needs no GIMP and GIMP's question what the plug-in
 * offers needs no GTK. The plug-in program loads it to run. */
#ifndef CGIMPHOST_H
#define CGIMPHOST_H

#include "CGimpShim.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The table that implements nst_host with libgimp. Its functions may only be called inside a plug-in that GIMP started.
 * An nst_host_function, exported under the name NST_HOST_SYMBOL. */
const nst_host *nst_gimp_host(void);

#ifdef __cplusplus
}
#endif

#endif
